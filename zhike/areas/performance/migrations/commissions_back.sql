DROP TRIGGER shares_stay ON commission_share;
DROP TRIGGER shares_stay ON commission_split;
DROP FUNCTION commission_shares_stay();
DROP TRIGGER stays ON commission_line;
DROP FUNCTION commission_line_stays();
DROP TRIGGER stays ON commission_statement;
DROP FUNCTION commission_statement_stays();
