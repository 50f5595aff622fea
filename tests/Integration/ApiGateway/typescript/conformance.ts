// Holds every answer against the document: its status, its media type, and its body against the schema.
import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Middleware } from 'openapi-fetch';

interface Response_ {
  content?: Record<string, { schema?: object }>;
}

export interface Document {
  paths: Record<string, Record<string, { responses: Record<string, Response_> }>>;
  components: object;
}

export function conformance(document: Document, faults: string[]): Middleware {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  const compiled = new Map<object, ValidateFunction>();
  const compile = (schema: object) => {
    let validate = compiled.get(schema);
    if (!validate) {
      validate = ajv.compile({ ...schema, components: document.components });
      compiled.set(schema, validate);
    }

    return validate;
  };

  return {
    async onResponse({ request, response, schemaPath }) {
      const operation = `${request.method} ${schemaPath}`;
      const described = document.paths[schemaPath]?.[request.method.toLowerCase()]?.responses[response.status];
      if (!described) {
        faults.push(`${operation}: ${response.status} is not described`);
        return;
      }

      const text = await response.clone().text();
      const type = (response.headers.get('Content-Type') ?? '').split(';')[0]!.trim();
      const content = described.content?.[type];
      if (text.length === 0 || request.method === 'HEAD') {
        return;
      }

      if (!content) {
        faults.push(`${operation}: ${response.status} is described without ${type}`);
      } else if (!content.schema) {
        faults.push(`${operation}: ${response.status} has no type`);
      } else if (type.endsWith('json')) {
        const validate = compile(content.schema);
        if (!validate(JSON.parse(text))) {
          faults.push(`${operation}: ${response.status} is not as described: ${ajv.errorsText(validate.errors)} in ${text.slice(0, 500)}`);
        }
      }
    },
  };
}
