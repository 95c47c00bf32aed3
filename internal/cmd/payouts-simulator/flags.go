package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/simulator"
)

type config struct {
	listen       string
	publicKeyOut string
	data         string
	balance      string // of the flag
	seed         simulator.Seed
	options      simulator.Options
	command      []string // to run, if any
	version      bool
}

// parseFlags reads the command line and the files that it names. If help is asked for, it writes the flags to help and
// returns [flag.ErrHelp].
func parseFlags(args []string, help io.Writer) (config, error) {
	var cfg config
	var seedFile, faultsFile string
	var switches []string

	flags := flag.NewFlagSet("payouts-simulator", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&cfg.listen, "listen", "127.0.0.1:0", "`address` to listen on; without a host, the loopback interface. On any other, set -allowed-hosts as well")
	flags.Func("allowed-hosts", "host `names` and addresses other than localhost and loopback addresses by which the simulator may be called, "+
		"separated by commas, such as the name of its container", cfg.setAllowedHosts)
	flags.StringVar(&cfg.options.ClientID, "client-id", simulator.DefaultClientID, "client `id` to accept")
	flags.StringVar(&cfg.options.ClientSecret, "client-secret", simulator.DefaultClientSecret, "client `secret` to accept")
	flags.Func("second-factor", "second factor that calls require, a `method`: none, ip or signature (default none)", cfg.setSecondFactor)
	flags.StringVar(&cfg.publicKeyOut, "public-key-out", "", "`file` to write the public key to")
	flags.StringVar(&seedFile, "seed", "", "JSON `file` with beneficiaries, transfers, balance and settings")
	flags.StringVar(&cfg.data, "data", "", "`file` that stores the account between runs; once it exists, it replaces the account of the seed")
	flags.DurationVar(&cfg.options.Latency, "latency", 0, "delay of every answer, such as 50ms")
	flags.IntVar(&cfg.options.RequestsPerMinute, "requests-per-minute", 0, "calls that each endpoint accepts in a minute; 0 for no limit")
	flags.Func("caller-ip", "`address` that all calls come from, in place of that of the connection", cfg.setCallerIP)
	flags.Func("whitelist", "`addresses` that may call if the second factor is ip, separated by commas", cfg.setWhitelist)
	flags.StringVar(&cfg.balance, "balance", "", "balance in `rupees`, such as 10000.50")
	flags.Func("behaviour", "`key=value`, a switch for what the documentation leaves open, or a file with many, as payouts-probe writes it; "+
		"may be repeated", func(s string) error {
		switches = append(switches, s)
		return setBehaviour(&cfg.options.Behaviour, s)
	})
	flags.BoolVar(&cfg.version, "version", false, "print the version and exit")
	flags.StringVar(&faultsFile, "faults", "", "JSON `file` with a fault or a list of faults")

	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(help, "payouts-simulator [flags] [-- command]\n\n")
			flags.SetOutput(help)
			flags.PrintDefaults()
		}
		return config{}, err
	}
	if flags.NArg() > 0 {
		if at := len(args) - flags.NArg() - 1; at < 0 || args[at] != "--" {
			return config{}, fmt.Errorf("unexpected argument %q; a command must come after --", flags.Arg(0))
		}
		cfg.command = flags.Args()
	}
	if cfg.options.Latency < 0 {
		return config{}, fmt.Errorf("-latency must be 0 or greater, got %v", cfg.options.Latency)
	}
	if cfg.options.RequestsPerMinute < 0 {
		return config{}, fmt.Errorf("-requests-per-minute must be 0 or greater, got %d", cfg.options.RequestsPerMinute)
	}
	if err := cfg.readSeed(seedFile, switches); err != nil {
		return config{}, err
	}
	if err := cfg.readFaults(faultsFile); err != nil {
		return config{}, err
	}
	return cfg, cfg.setBalance()
}

// setBehaviour sets one switch, or those in a JSON file.
func setBehaviour(behaviour *simulator.Behaviour, value string) error {
	if strings.Contains(value, "=") {
		return behaviour.Set(value)
	}
	content, err := os.ReadFile(value)
	if err != nil {
		return fmt.Errorf("must be key=value, or a file: %w", err)
	}
	return behaviour.Merge(content)
}

func (cfg *config) setSecondFactor(value string) error {
	switch factor := simulator.SecondFactor(value); factor {
	case simulator.SecondFactorNone, simulator.SecondFactorIP, simulator.SecondFactorSignature:
		cfg.options.SecondFactor = factor
		return nil
	}
	return errors.New("must be none, ip or signature")
}

func (cfg *config) setCallerIP(value string) error {
	if _, err := netip.ParseAddr(value); err != nil {
		return errors.New("must be an IP address")
	}
	cfg.options.CallerIP = value
	return nil
}

func (cfg *config) setWhitelist(value string) error {
	for address := range strings.SplitSeq(value, ",") {
		address = strings.TrimSpace(address)
		if _, err := netip.ParseAddr(address); err != nil {
			return fmt.Errorf("must be IP addresses separated by commas, got %q", address)
		}
		cfg.options.Whitelist = append(cfg.options.Whitelist, address)
	}
	return nil
}

func (cfg *config) setAllowedHosts(value string) error {
	for host := range strings.SplitSeq(value, ",") {
		host = strings.TrimSpace(host)
		if err := simulator.CheckHost(host); err != nil {
			return err
		}
		cfg.options.AllowedHosts = append(cfg.options.AllowedHosts, host)
	}
	return nil
}

// readSeed reads the seed file. Flags override its settings.
func (cfg *config) readSeed(path string, switches []string) error {
	if path == "" {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("-seed: %w", err)
	}
	if cfg.seed, err = simulator.ParseSeed(data); err != nil {
		return fmt.Errorf("-seed: %s: %w", path, err)
	}
	if cfg.options.Whitelist != nil {
		cfg.seed.Whitelist = cfg.options.Whitelist
	}
	if cfg.seed.Behaviour == nil {
		return nil
	}
	for _, s := range switches {
		if err := setBehaviour(cfg.seed.Behaviour, s); err != nil {
			return err
		}
	}
	return nil
}

func (cfg *config) readFaults(path string) error {
	if path == "" {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("-faults: %w", err)
	}
	faults, err := simulator.ParseFaults(data)
	if err != nil {
		return fmt.Errorf("-faults: %s: %w", path, err)
	}
	cfg.seed.Faults = append(cfg.seed.Faults, faults...)
	return nil
}

func (cfg *config) setBalance() error {
	if cfg.balance == "" {
		return nil
	}
	if err := (simulator.Seed{Balance: cfg.balance}).Validate(); err != nil {
		return fmt.Errorf("-%w", err) // The error begins with "balance".
	}
	cfg.seed.Balance, cfg.seed.Available = cfg.balance, ""
	return nil
}
