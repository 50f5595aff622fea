// What the reference implementation says. Reads a task as JSON from standard input, writes the answer as JSON.
import fs from 'node:fs';
import * as g from 'graphql';
import { auditServer } from 'graphql-http';

const task = JSON.parse(fs.readFileSync(0, 'utf8'));
const sdl = fs.readFileSync(new URL('schema.graphql', import.meta.url), 'utf8');
const attempt = (f) => { try { return f(); } catch (e) { return null; } };

// A text of the values that an argument list was coerced to, with the names in order.
const canonical = (value) => Array.isArray(value) ? `[${value.map(canonical).join(',')}]`
  : value && typeof value === 'object' ? `{${Object.keys(value).sort().map((k) => `${k}:${canonical(value[k])}`).join(',')}}`
  : JSON.stringify(value);

const judges = {
  // The canonical text of each document; null where it is not well-formed.
  syntax: () => task.documents.map((source) => attempt(() => g.print(g.parse(source)))),

  // The names of the rules that each document breaks.
  validation: () => {
    const schema = g.buildSchema(sdl);
    return task.documents.map((source) => {
      const document = attempt(() => g.parse(source));
      if (!document) return ['Syntax'];
      // Null where a rule of theirs throws: one obeys @skip before it is known to be right.
      return attempt(() => [...g.specifiedRules, ...g.recommendedRules]
        .filter((rule) => g.validate(schema, document, [rule]).length > 0)
        .map((rule) => rule.name.replace(/Rule$/, '').replace('OnDirectives', '')));
    });
  },

  execution: () => {
    const schema = g.buildSchema(sdl);
    const root = JSON.parse(fs.readFileSync(new URL('data.json', import.meta.url), 'utf8'));
    const inspect = (args) => canonical(args);
    return task.requests.map(({ query, variables, operationName }) => {
      const result = g.graphqlSync({ schema, source: query, rootValue: { ...root, inspect, required: inspect }, variableValues: variables, operationName });
      return { data: result.data, isExecuted: 'data' in result, errors: (result.errors ?? []).map((e) => ({ path: e.path, locations: e.locations })) };
    });
  },

  // A client's schema, made of our answer to the reference's own question, as text.
  introspection: () => {
    const built = g.buildClientSchema(task.answer.data);
    const text = (schema) => g.printSchema(g.lexicographicSortSchema(schema));
    return { faults: g.validateSchema(built).map(String), built: text(built), expected: text(g.buildSchema(task.sdl ?? sdl)) };
  },

  questions: () => [
    g.getIntrospectionQuery(),
    g.getIntrospectionQuery({ descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true }),
  ],

  audit: async () => {
    const fetchFn = (url, init) => fetch(url, { ...init, headers: { ...init?.headers, ...task.headers } });
    const results = await auditServer({ url: task.url, fetchFn });
    return results.map(({ id, name, status, reason }) => ({ id, name, status, reason: reason ?? null }));
  },
};

process.stdout.write(JSON.stringify(await judges[task.judge]()));
