-- Finds an incident. $1: number. Returns its id, and whether it was merged into another.
SELECT id, merged_into IS NOT NULL FROM operations.incidents WHERE number = $1
