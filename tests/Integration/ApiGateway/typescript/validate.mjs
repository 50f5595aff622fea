// Judges an OpenAPI document by the standard's own schema; prints its version and what is wrong with it. Argument: the file.
import fs from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';

const validator = new Validator();
const result = await validator.validate(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')));
console.log(JSON.stringify({ version: validator.version, valid: result.valid, errors: result.errors ?? [] }));
