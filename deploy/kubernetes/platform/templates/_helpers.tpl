{{/* What differs by service and is no choice of an installation: the program, what it is called by and calls, the secrets that it reads. */}}
{{- define "platform.facts" -}}
api-gateway:
  program: ApiGateway
  heap: true
  storage: true
  public: api
  secrets: [ConnectionStrings__platform, ConnectionStrings__redis, Internal__Key, Visitors__Key]
  servers: [postgres, redis]
  callers: [frontend, operations]
  calls: [job-manager, broker, operations]
  migrationWeight: 1
job-manager:
  program: JobManager
  heap: true
  grpc: true
  internet: true
  secrets: [ConnectionStrings__platform, ConnectionStrings__redis, ConnectionStrings__messaging, Internal__Key]
  servers: [postgres, redis, rabbitmq]
  callers: [api-gateway]
  calls: []
  migrationWeight: 0
broker:
  program: Broker
  heap: true
  grpc: true
  secrets: [ConnectionStrings__platform, ConnectionStrings__redis, Internal__Key]
  servers: [postgres, redis]
  callers: [api-gateway]
  calls: []
  migrationWeight: 1
operations:
  program: Operations
  heap: true
  grpc: true
  internet: true
  secrets: [ConnectionStrings__platform, Internal__Key, Alerts__Key, Notifications__Key, Probing__Password]
  servers: [postgres]
  callers: [api-gateway]
  calls: [api-gateway]
  migrationWeight: 1
worker:
  program: Worker
  storage: true
  internet: true
  secrets: [ConnectionStrings__messaging]
  servers: [rabbitmq]
  callers: []
  calls: []
frontend:
  program: Frontend
  public: page
  secrets: [Visitors__Key]
  servers: []
  callers: []
  calls: [api-gateway]
{{- end }}

{{/* It always ends in the chart's name, by which rules of pods find them (deploy/kubernetes/rules). */}}
{{- define "platform.fullname" -}}
{{- if hasSuffix .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ printf "%s-%s" (.Release.Name | trunc 30 | trimSuffix "-") .Chart.Name }}{{ end }}
{{- end }}

{{- define "platform.version" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* Labels by which pods of a service are selected; they never change. Takes (list root service). */}}
{{- define "platform.selector" -}}
app.kubernetes.io/name: platform
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "platform.labels" -}}
{{ include "platform.selector" . }}
app.kubernetes.io/part-of: platform
app.kubernetes.io/version: {{ include "platform.version" (index . 0) | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ printf "%s-%s" (index . 0).Chart.Name (index . 0).Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "platform.image" -}}
{{ printf "%s/%s:%s" (index . 0).Values.image.repository (index . 1) (include "platform.version" (index . 0)) }}
{{- end }}

{{- define "platform.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1654
runAsGroup: 1654
fsGroup: 1654
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  {{- toYaml . | nindent 2 }}
{{- end }}

{{- define "platform.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Environment variables of a service, as a map in YAML. Takes (list root service facts). */}}
{{- define "platform.environment" -}}
{{- $root := index . 0 -}}{{- $name := index . 1 -}}{{- $facts := index . 2 -}}
{{- $full := include "platform.fullname" $root -}}
{{- $values := index $root.Values.services $name -}}
{{- $env := dict
  "ASPNETCORE_ENVIRONMENT" "Production"
  "ASPNETCORE_HTTP_PORTS" (ternary "8080;8081" "8080" (hasKey $facts "grpc"))
  "DOTNET_EnableDiagnostics" "0"
  "OTEL_SERVICE_NAME" $name
  "Secrets__Folder" "/run/secrets/platform" -}}
{{- if $facts.heap }}{{- $_ := set $env "DOTNET_GCgen0size" "4000000" }}{{- $_ := set $env "DOTNET_GCHeapHardLimit" "20000000" }}{{- end -}}
{{- if $facts.grpc }}{{- $_ := set $env "Grpc__Port" "8081" }}{{- end -}}
{{- if $root.Values.otlpEndpoint }}{{- $_ := set $env "OTEL_EXPORTER_OTLP_ENDPOINT" $root.Values.otlpEndpoint }}{{- end -}}
{{- if $facts.storage }}
  {{- $_ := set $env "Storage__Provider" "s3" }}
  {{- $_ := set $env "Storage__S3__Bucket" $root.Values.storage.bucket }}
  {{- $_ := set $env "Storage__S3__Region" $root.Values.storage.region }}
  {{- $_ := set $env "Storage__S3__PathStyle" (toString $root.Values.storage.pathStyle) }}
  {{- if $root.Values.storage.endpoint }}{{- $_ := set $env "Storage__S3__Endpoint" $root.Values.storage.endpoint }}{{- end }}
{{- end -}}
{{- if has $name (list "api-gateway" "operations") }}{{- $_ := set $env "StatusPage__Folder" "/tmp/status-page" }}{{- end -}}
{{- if $facts.public }}
  {{- range $i, $proxy := $root.Values.ingress.proxies }}{{- $_ := set $env (printf "Visitors__Proxies__%d" $i) $proxy }}{{- end }}
{{- end -}}
{{- range $called := $facts.calls }}
  {{- $_ := set $env (printf "services__%s__http__0" $called) (printf "http://%s-%s:8080" $full $called) }}
  {{- if has $called (list "job-manager" "broker" "operations") }}{{- $_ := set $env (printf "services__%s__grpc__0" $called) (printf "http://%s-%s:8081" $full $called) }}{{- end }}
{{- end -}}
{{- if eq $name "api-gateway" }}
  {{- $_ := set $env "Mail__PageAddress" $root.Values.addresses.page }}
  {{- if $root.Values.monitoring.enabled }}
    {{- $_ := set $env "services__prometheus__http__0" $root.Values.monitoring.prometheus }}
    {{- $_ := set $env "services__alertmanager__http__0" $root.Values.monitoring.alertmanager }}
    {{- if $root.Values.monitoring.user }}{{- $_ := set $env "Monitoring__User" $root.Values.monitoring.user }}{{- end }}
  {{- end }}
{{- end -}}
{{- if eq $name "operations" }}
  {{- $_ := set $env "Channels__PageAddress" $root.Values.addresses.page }}
  {{- if $root.Values.monitoring.enabled }}
    {{- $_ := set $env "services__alertmanager__http__0" $root.Values.monitoring.alertmanager }}
    {{- if $root.Values.monitoring.user }}{{- $_ := set $env "Alerts__User" $root.Values.monitoring.user }}{{- end }}
  {{- end }}
{{- end -}}
{{- if eq $name "worker" }}
  {{- $_ := set $env "Worker__LongSlots" (toString $values.slots) }}
  {{- $_ := set $env "Media__ScratchFolder" "/var/lib/platform/scratch" }}
  {{- $_ := set $env "Recognition__SlotsFolder" "/var/lib/platform/scratch" }}
{{- end -}}
{{- if eq $name "frontend" }}{{- $_ := set $env "Sessions__KeysFolder" "/run/session-keys" }}{{- end -}}
{{- toYaml (merge (dict) $values.settings $root.Values.settings $env) -}}
{{- end }}

{{/* The files of the Secret that a service reads, by their names in it. Takes (list root service facts). */}}
{{- define "platform.secretItems" -}}
{{- $root := index . 0 -}}{{- $facts := index . 2 -}}
{{- range $facts.secrets }}
- { key: {{ . }}, path: {{ . }} }
{{- end }}
{{- if and $facts.storage $root.Values.storage.hasKeys }}
- { key: Storage__S3__AccessKey, path: Storage__S3__AccessKey }
- { key: Storage__S3__SecretKey, path: Storage__S3__SecretKey }
{{- end }}
{{- if and (eq (index . 1) "api-gateway") $root.Values.monitoring.enabled $root.Values.monitoring.user }}
- { key: Monitoring__Password, path: Monitoring__Password }
{{- end }}
{{- if and (eq (index . 1) "operations") $root.Values.monitoring.enabled $root.Values.monitoring.user }}
- { key: Monitoring__Password, path: Alerts__Password }
{{- end }}
{{- end }}
