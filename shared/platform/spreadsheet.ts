// CSV as every spreadsheet opens it: cells that look like a formula are defused (OWASP, CSV injection), any line break quoted.
export const forSpreadsheets = {
  escape_formulas: true,
  record_delimiter: 'windows',
  // csv-stringify itself quotes only the record's own line end.
  quoted_match: /[\r\n]/,
} as const;
