// Checks custom resources against the schemas of their operators, as far as packages have them: kinds, required fields and types. The API
// server checks everything that is Kubernetes' own. Usage: node check-custom-resources.mjs FOLDER-OF-MODULES FILE…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const require = createRequire(join(folder, "package.json"));
const { parseAllDocuments } = require("yaml");

// Where the model of a kind is; null: nobody publishes one.
const models = {
  "keda.sh/v1alpha1 ScaledObject": "@kubernetes-models/keda/keda.sh/v1alpha1",
  "monitoring.coreos.com/v1 Probe": "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1",
  "monitoring.coreos.com/v1 PrometheusRule": "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1",
  "monitoring.coreos.com/v1 ServiceMonitor": "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1",
  "postgresql.cnpg.io/v1 Cluster": "@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1",
  "rabbitmq.com/v1beta1 RabbitmqCluster": null,
};

const counts = new Map();
let failed = 0;
for (const file of files) {
  for (const document of parseAllDocuments(readFileSync(file, "utf8"))) {
    const object = document.toJS();
    const name = object && `${object.apiVersion} ${object.kind}`;
    if (!object || !(name in models)) {
      continue;
    }

    counts.set(name, (counts.get(name) ?? 0) + 1);
    const path = models[name];
    if (path) {
      try {
        // By its file, because packages differ in what they let be imported by name.
        const model = await import(pathToFileURL(join(folder, "node_modules", path, "index.js")));
        new (model[object.kind] ?? model.default[object.kind])(object).validate();
      } catch (error) {
        console.error(`${file}: ${object.kind} ${object.metadata.name}: ${error.message}`);
        failed++;
      }
    }
  }
}

for (const [name, count] of counts) {
  console.log(`${count} ${name}: ${models[name] ? "checked" : "no published schema, not checked"}`);
}

process.exit(failed ? 1 : 0);
