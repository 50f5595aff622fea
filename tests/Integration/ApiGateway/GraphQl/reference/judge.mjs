// What the reference implementation says. Reads a task as JSON from standard input, writes the answer as JSON.
import fs from 'node:fs';
import * as g from 'graphql';
import { auditServer } from 'graphql-http';

const task = JSON.parse(fs.readFileSync(0, 'utf8'));

const judges = {
  // A client's schema, made of the answer to the reference's own question, and the one that is published, both as text.
  introspection: () => {
    const built = g.buildClientSchema(task.answer.data);
    const text = (schema) => g.printSchema(g.lexicographicSortSchema(schema));
    return { faults: g.validateSchema(built).map(String), built: text(built), expected: text(g.buildSchema(task.sdl)) };
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
