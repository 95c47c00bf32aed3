package bulk

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/cashfree-community/terraform-provider-cashfree/internal/numbertest"
	"github.com/cashfree-community/terraform-provider-cashfree/internal/payouts"
)

// sheet is a document in the form that the other ones are spellings of.
const sheet = "beneficiary_id,name,bank_account_number,bank_ifsc,vpa,address\n" +
	"v1,Asha Rao,00011020001772,HDFC0000001,,\"1 Test Road, Pune\"\n" +
	"v2,Ravi Iyer,,,ravi@examplebank,\n"

// inUTF16 returns the bytes of a text in UTF-16, after a byte order mark if that is set.
func inUTF16(text string, order binary.AppendByteOrder, mark bool) string {
	var encoded []byte
	if mark {
		text = "\ufeff" + text
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		encoded = order.AppendUint16(encoded, unit)
	}
	return string(encoded)
}

// spellings returns the sheet as different programs and people write it.
func spellings() map[string]string {
	with := func(separator string) string {
		quoted := strings.ReplaceAll(sheet, "Road, Pune", "Road\x00 Pune")
		return strings.ReplaceAll(strings.ReplaceAll(quoted, ",", separator), "\x00", ",")
	}
	lines := strings.SplitAfter(sheet, "\n")
	header := func(names string) string { return names + "\n" + lines[1] + lines[2] }
	return map[string]string{
		"semicolons": with(";"), "tabs": with("\t"), "spaces beside commas": with(" , "), "a hint of the separator": "sep=;\r\n" + with(";"),
		"a hint in quotes": "\"sep=,\"\n" + sheet,
		"CRLF":             strings.ReplaceAll(sheet, "\n", "\r\n"), "CR": strings.ReplaceAll(sheet, "\n", "\r"), "CR and CRLF": strings.Replace(strings.ReplaceAll(sheet, "\n", "\r\n"), "\r\n", "\r", 1),
		"CR CRLF": strings.ReplaceAll(sheet, "\n", "\r\r\n"), "no last line end": strings.TrimSpace(strings.TrimSuffix(sheet, ",\n")) + ",",
		"byte order mark": "\ufeff" + sheet, "two of them": "\ufeff\ufeff" + sheet,
		"UTF-16 LE": inUTF16(sheet, binary.LittleEndian, true), "UTF-16 BE": inUTF16(sheet, binary.BigEndian, true),
		"UTF-16 LE without a mark": inUTF16(sheet, binary.LittleEndian, false), "UTF-16 BE without a mark": inUTF16(sheet, binary.BigEndian, false),
		"UTF-16 with a lost mark": "\ufffd\ufffd" + inUTF16(sheet, binary.LittleEndian, false), "UTF-16 LE, tabs, CRLF": inUTF16(strings.ReplaceAll(with("\t"), "\n", "\r\n"), binary.LittleEndian, true),
		"UTF-16 that was chomped": strings.TrimSuffix(inUTF16(sheet, binary.BigEndian, false), "\n"),
		"letter case":             header("Beneficiary_ID,NAME,Bank_Account_Number,BANK_IFSC,VPA,Address"),
		"words":                   header("Beneficiary Id, Name ,bank account number,Bank  IFSC,Vpa,\u00a0address\u00a0"),
		"hyphens, quotes":         header("\"beneficiary-id\",\"name\",\"bank-account-number\", \"bank-ifsc\" ,vpa,address"),
		"names of version 1":      header("beneId,name,bankAccount,ifsc,vpa,address1"), "names of version 2": header("beneficiary_id,beneficiary_name,bank_account_number,bank_ifsc,vpa,beneficiary_address"),
		"no-break spaces":     strings.NewReplacer("Asha ", "Asha\u00a0", "Test Road", "Test\u202fRoad", "v2,", "\u00a0v2\u00a0,").Replace(sheet),
		"blank lines":         "\n,,,,,\n" + lines[0] + " , ,,,,\n\n" + lines[1] + ";;;;;\n\t\n\"\",\"\",\"\",\"\",\"\",\"\"\n\u00a0,,,,,\n" + lines[2] + strings.Repeat(",,,,,\n", 100),
		"blank columns":       strings.ReplaceAll(sheet, "\n", ",,\n"),
		"cells after the end": strings.Replace(sheet, "examplebank,\n", "examplebank,,,,\n", 1),
		"every cell in quotes": `"beneficiary_id","name","bank_account_number","bank_ifsc","vpa","address"` + "\n" +
			`"v1","Asha Rao","00011020001772","HDFC0000001","","1 Test Road, Pune"` + "\n" + `"v2", "Ravi Iyer" ,"","", "ravi@examplebank" ,""`,
		"other order": "vpa;Bene Id;Name;address;IFSC;Bank Account\n;v1;Asha Rao;1 Test Road, Pune;HDFC0000001;00011020001772\nravi@examplebank;v2;Ravi Iyer;;;\n",
	}
}

// Every spelling of a document is read as the same members.
func TestParse_Spellings(t *testing.T) {
	t.Parallel()
	want, problems := Parse(CSV, sheet)
	if problems.Count() > 0 || len(want) != 2 {
		t.Fatal(want, problems.String())
	}
	for name, text := range spellings() {
		members, problems := Parse(CSV, text)
		same := slices.EqualFunc(members, want, func(a, b Member) bool { return a.Beneficiary == b.Beneficiary })
		if problems.Count() > 0 || !same {
			t.Errorf("%s: %+v\n%s", name, members, problems.String())
		}
	}
	const object = `{"v1":{"Name":"Asha Rao","bankAccount":"00011020001772","IFSC":"HDFC0000001","beneficiary_address":"1 Test Road, Pune"},` +
		`"v2":{"beneficiary_name":"Ravi Iyer","vpa":"ravi@examplebank"}}`
	for name, text := range map[string]string{"JSON": object, "mark": "\ufeff" + object, "UTF-16": inUTF16(object, binary.LittleEndian, true)} {
		members, problems := Parse(JSON, text)
		same := slices.EqualFunc(members, want, func(a, b Member) bool { return a.Beneficiary == b.Beneficiary })
		if problems.Count() > 0 || !same {
			t.Errorf("%s: %+v\n%s", name, members, problems.String())
		}
	}
}

// Every name of a field in Cashfree's API is one of a column, with or without blanks and in any letter case.
func TestParse_APINames(t *testing.T) {
	t.Parallel()
	for _, names := range []string{
		"beneId,name,bankAccount,ifsc,vpa,email,phone,address1,city,state,pincode",
		"beneficiary_id,beneficiary_name,bank_account_number,bank_ifsc,vpa,beneficiary_email,beneficiary_phone,beneficiary_address," +
			"beneficiary_city,beneficiary_state,beneficiary_postal_code,beneficiary_country_code",
	} {
		cells := "v1,Asha Rao,00011020001772,HDFC0000001,asha@examplebank,a@example.com,9876543210,1 Test Road,Pune,Maharashtra,411001,+91"
		cells = strings.Join(strings.Split(cells, ",")[:strings.Count(names, ",")+1], ",")
		want := payouts.Beneficiary{
			ID: "v1", Name: "Asha Rao", BankAccountNumber: "00011020001772", BankIFSC: "HDFC0000001", VPA: "asha@examplebank",
			Email: "a@example.com", Phone: "9876543210", Address: "1 Test Road", City: "Pune", State: "Maharashtra", PostalCode: "411001",
		}
		if strings.Contains(names, "country") {
			want.CountryCode = "+91"
		}
		for _, header := range []string{names, strings.ToUpper(names), strings.ReplaceAll(names, "_", " "), strings.ReplaceAll(names, ",", " ; ")} {
			row := cells
			if strings.Contains(header, ";") {
				row = strings.ReplaceAll(cells, ",", ";")
			}
			members, problems := Parse(CSV, header+"\n"+row+"\n")
			if problems.Count() > 0 || len(members) != 1 || members[0].Beneficiary != want {
				t.Errorf("%s: %+v\n%s", header, members, problems.String())
			}
		}
	}
}

// Each kind of damage has one message, which has the place, the cause and what to do.
func TestParse_Damage(t *testing.T) {
	t.Parallel()
	const columns = "beneficiary_id,name,bank_account_number,bank_ifsc,vpa,phone,postal_code\n"
	const good = "v1,Asha Rao,00011020001772,HDFC0000001,,9876543210,411001"
	replaced := func(old, replacement string) string {
		return columns + "\n" + strings.Replace(good, old, replacement, 1) + "\n"
	}
	for name, test := range map[string]struct{ text, want string }{
		"pipe":                {strings.ReplaceAll(columns+good, ",", "|"), `line 1: the cells are separated by "|". Save the document with commas`},
		"colon":               {strings.ReplaceAll(columns+good, ",", " : "), `line 1: the cells are separated by ":".`},
		"spaces":              {strings.ReplaceAll(columns+good, ",", " "), "line 1: the cells are separated by a space."},
		"other in the rows":   {columns + strings.ReplaceAll(good, ",", ";"), "line 2: wrong number of cells: 1, and the header has 7. Its cells have another separator"},
		"scientific":          {replaced("00011020001772", "1.1E+13"), `line 3, "v1": bank_account_number is a number in scientific notation`},
		"scientific, comma":   {replaced("00011020001772", `"1,1E+13"`), "scientific notation"},
		"scientific, split":   {replaced("00011020001772", "1,1E+13"), `line 3, "v1": wrong number of cells: 8, and the header has 7. A number in scientific notation`},
		"scientific, small":   {replaced("00011020001772", "1.10200017720e+10"), "scientific notation"},
		"scientific phone":    {replaced("9876543210", "9.88E+09"), "phone is a number in scientific notation"},
		"formula":             {replaced("00011020001772", `="00011020001772"`), `line 3, "v1": bank_account_number is a formula of a spreadsheet`},
		"formula in quotes":   {replaced("00011020001772", `"=""00011020001772"""`), "is a formula"},
		"formula of a cell":   {replaced("HDFC0000001", "=D2"), "bank_ifsc is a formula"},
		"formula with commas": {replaced("00011020001772", `="0001,1020"`), "is a formula"},
		"apostrophe":          {replaced("00011020001772", "'00011020001772"), "bank_account_number begins with an apostrophe"},
		"apostrophe, id":      {replaced("v1", "'v1"), "beneficiary_id begins with an apostrophe"},
		"decimals":            {replaced("00011020001772", "11020001772.0"), "bank_account_number ends with a decimal point and zeros"},
		"decimals, PIN code":  {replaced("411001", "411001.0"), "postal_code ends with a decimal point and zeros"},
		"groups":              {replaced("00011020001772", "0001 1020 0017 72"), "bank_account_number has separators between its digits"},
		"groups, no-break":    {replaced("411001", "411\u00a0001"), "postal_code has separators between its digits"},
		"typographic":         {replaced("00011020001772", "“00011020001772”"), "bank_account_number has typographic quotes around it"},
		"typographic, name":   {strings.Replace(replaced("v1", "“v1”"), "Asha Rao", "“Asha Rao”", 1), "beneficiary_id has typographic quotes around it"},
		"typographic, header": {"“beneficiary_id”,“name”,“vpa”\nv1,Asha Rao,a@examplebank\n", "line 1: typographic quotes such as"},
		"single quotes":       {"'beneficiary_id','name','vpa'\n'v1','Asha Rao','a@examplebank'\n", "line 1: single quotes do not enclose a cell."},
		"typographic, comma":  {replaced("Asha Rao", "“Rao, Asha”"), `line 3, "v1": wrong number of cells: 8, and the header has 7. typographic quotes`},
		"error value":         {replaced("00011020001772", "#REF!"), "is an error value"},
		"narrow column":       {replaced("00011020001772", "########"), "a column that was too narrow"},
		"invisible":           {replaced("00011020001772", "\u200b00011020001772"), "bank_account_number has an invisible character, U+200B"},
		"IFSC without zeros":  {replaced("HDFC0000001", "HDFC1"), `bank_ifsc must have 11 characters: four letters, the digit 0, and six letters or digits, such as HDFC0000001, got 5 characters. Digits are missing`},
		"IFSC with O":         {replaced("HDFC0000001", "HDFCO000001"), "Its fifth character is the letter O."},
		"quote in a cell":     {replaced("Asha Rao", `Asha "Rao"`), `line 3, "v1": a double quote is inside a cell`},
		"text after a quote":  {replaced("Asha Rao", `"Asha" Rao`), `line 3, "v1": text follows the double quote`},
		"open quote":          {replaced("Asha Rao", `"Asha Rao`), `line 3, "v1": the double quote that opens a cell is never closed`},
		"too many cells":      {replaced("Asha Rao", "Rao, Asha"), `line 3, "v1": wrong number of cells: 8, and the header has 7. Put double quotes around a cell that contains a comma.`},
		"title":               {"Vendors of March 2025,,,,,,\n\n" + columns + good, "line 1: the header is on line 3. Remove the lines before it."},
		"two columns":         {"beneId,name,vpa,Beneficiary Id\nv1,Asha Rao,a@examplebank,v1\n", `line 1: the columns "beneId" and "Beneficiary Id" are both beneficiary_id. Remove one of them.`},
		"value without name":  {"beneficiary_id,name,vpa,\nv1,Asha Rao,a@examplebank,x\n", `line 2, "v1": cell 4 has a value, and its column has no name.`},
		"wrong byte order":    {"\ufffe戀攀", "the document: the text was decoded as UTF-16 in the wrong byte order"},
		"wrong encoding":      {"ï»¿" + columns + good, "the document: the text is UTF-8 and was decoded as another encoding"},
		"lost characters":     {"\ufffd\ufffdb\x00\ufffd\x00", "the document: the text is not UTF-8, and characters of it are lost"},
	} {
		_, problems := Parse(CSV, test.text)
		report := problems.String()
		if problems.Count() != 1 || !strings.Contains(report, test.want) {
			t.Errorf("%s: %d problems, without %q:\n%s", name, problems.Count(), test.want, report)
		}
		numbertest.WantNoneOf(t, report, "00011020001772", "11020001772", "0001 1020", "0001,1020")
	}
}

// Of an account number without its leading zeros nothing is certain, and nothing is said.
func TestParse_Damage_Unknown(t *testing.T) {
	t.Parallel()
	text := header + "v1,Asha Rao,11020001772,HDFC0000001,\nv2,Ravi Iyer,026291800001191,YESB0000262,\nv3,Chitra Iyer,11E13,HDFC0000001,\n"
	if _, problems := Parse(CSV, text); problems.Count() > 0 {
		t.Error(problems.String())
	}
}

// The columns of an export of another kind are one error, which lists them and says how to pick columns.
func TestParse_OtherColumns(t *testing.T) {
	t.Parallel()
	_, problems := Parse(CSV, "beneId,name,vpa,Amount,GSTIN,address2,Paid on,50100123456789\nv1,Asha Rao,a@examplebank,5,6,7,8,9\n")
	const want = `line 1: unknown columns "Amount", "GSTIN", "address2", "Paid on", "…6789". The columns are beneficiary_id,name,`
	if report := problems.String(); problems.Count() != 1 || !strings.HasPrefix(report, want) || !strings.Contains(report, "csvdecode and jsonencode") {
		t.Errorf("the report is\n%s", report)
	}
}

// Equal errors are one line, so that the only one of another kind is shown, wherever it stands. Blank rows are none,
// and the lines keep their numbers.
func TestParse_GroupedProblems(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString(header)
	for i := range 5000 {
		text.WriteString("v" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + ",Asha Rao,1.1E+13,HDFC0000001,\n,,,,\n")
	}
	text.WriteString("vendor_z,Asha Rao,,,not-a-vpa\n")
	_, problems := Parse(CSV, text.String())
	report := problems.String()
	for _, want := range []string{
		`line 2, "va": bank_account_number is a number in scientific notation`, `The same error in 4999 more places: line 4, "vxb"; line 6, "vxxc";`,
		`; and 4989 more.`, `line 10002, "vendor_z": vpa must have`, `duplicate id "va" (also on line 2)`,
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report is without %q:\n%s", want, report)
		}
	}
	if lines := strings.Count(report, "\n") + 1; lines > 4 {
		t.Errorf("the report has %d lines:\n%s", lines, report)
	}
	_, problems = Parse(CSV, header+strings.Repeat(",,,,\n", 1000)+"vendor_z,Asha Rao,,,not-a-vpa\n")
	if report := problems.String(); problems.Count() != 1 || !strings.HasPrefix(report, `line 1002, "vendor_z": vpa must have`) {
		t.Errorf("the report is\n%s", report)
	}
}

// Three equal errors are shown in full, each with its value.
func TestParse_RepeatedProblems(t *testing.T) {
	t.Parallel()
	_, problems := Parse(CSV, header+"v 1,Asha Rao,,,ab@cd\nv 2,Asha Rao,,,ab@ef\nv 3,Asha Rao,,,ab@gh\n")
	if report := problems.String(); strings.Count(report, "\n") != 2 || !strings.Contains(report, `got "v 3"`) {
		t.Errorf("the report is\n%s", report)
	}
}
