using System.Globalization;
using System.Text.Json;
using Bunit;
using Microsoft.AspNetCore.Components;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Account;
using Platform.Frontend.Alerts;
using Platform.Frontend.Captions;
using Platform.Frontend.Dashboards;
using Platform.Frontend.Gateway;
using Platform.Frontend.Jobs;
using Platform.Frontend.Objectives;
using Platform.Frontend.Operations;
using Platform.Frontend.Queues;

namespace Platform.Unit.Frontend;

/// <summary>Every part of the page that loads something by itself: what it asks for, what an answer with nothing in it is, and what it says then.</summary>
/// <param name="Path">What it asks for.</param>
/// <param name="Nothing">An answer without anything in it; null where there always is something.</param>
/// <param name="Empty">What is shown for that answer.</param>
/// <param name="Something">An answer with something in it; every text of it is one that nobody typed well.</param>
/// <param name="Shown">What is there then and only then.</param>
/// <param name="Render">Puts it on a page.</param>
internal sealed record LoadingPart(string Path, string? Nothing, string Empty, string Something, string Shown, Func<PageContext, IRenderedComponent<IComponent>> Render)
{
    /// <summary>Turns what comes after it around, and ends what was set up before it.</summary>
    public const string Turning = "ab\u202Ecd\u2069ef";

    private const string Text = "ab\\u202Ecd\\u2069ef";
    private const string Id = "01a1fd00-8988-7c2f-8b6b-678ed2adb173";
    private const string At = "2026-01-01T00:00:00Z";

    public const string Job = $$$"""
        {"id":"{{{Id}}}","kind":"captions","state":"{0}","priority":"normal","title":"{{{Text}}}","tags":["{{{Text}}}"],"input":{"url":"https://example.org/{{{Text}}}"},"attempt":1,"failures":1,"max_attempts":5,
        "progress":{"percent":7,"step":"fetch","detail":"{{{Text}}}"},"result":{1},"error":{"code":"no_speech","message":"{{{Text}}}","retryable":false},"cancel_requested":false,"version":{2},"owner_id":"{{{Id}}}",
        "created_at":"{{{At}}}","scheduled_for":"{{{At}}}","started_at":"{{{At}}}","finished_at":"{{{At}}}","webhook_url":"https://example.org/{{{Text}}}","trace_id":"0af7651916cd43dd8448eb211c80319c"}
        """;

    public const string Result = $$"""{"duration_seconds":9,"cues":1,"words":2,"language":"en","recogniser":"{{Text}}","media_type":"audio/wav","media_bytes":7,"has_video":false,"revision":0}""";

    private const string Queue = $$"""
        {"id":7,"name":"{{Text}}","description":"{{Text}}","owner_id":"{{Id}}","owner_email":"{{Text}}@example.org","paused":true,"visibility_timeout_seconds":30,"max_deliveries":5,"delay_seconds":0,"ttl_seconds":null,"deduplication_seconds":300,
        "max_message_bytes":1000,"max_messages":1000,"keep_processed":true,"rights":["read","publish","consume","manage"],"messages_pending":1,"messages_processing":0,"messages_processed":0,"messages_failed":1,"messages_total":1,
        "created_at":"{{At}}","updated_at":"{{At}}"}
        """;

    private const string Message = $$"""
        {"id":1,"queue_name":"orders","status":"failed","content":"{{Text}}","content_type":"text/plain","created_at":"{{At}}","delivery_count":1,"priority":0,"headers":{"{{Text}}":"{{Text}}"},"group":"{{Text}}","deduplication_id":"{{Text}}","failure_reason":"{{Text}}"}
        """;

    private const string Incident = $$"""
        {"number":7,"title":"{{Text}}","service":"{{Text}}","severity":"p1","state":"detected","detected_at":"{{At}}","updated_at":"{{At}}","revision":1,"alerts":1,"firing":1,"inferred":false,"by_hand":false,"acknowledged_by":"{{Text}}"}
        """;

    private const string ObjectiveIn = $$"""
        {"name":"api-latency","service":"api-gateway","titles":{"en":"{{Text}}"},"target":0.95,"state":"spent","budget_remaining":-0.5,"budget_used":1.5,"events":1000,"bad_events":75,"burn_rate":2,"good_share":0.925,"probe_uptime":1}
        """;

    public static IReadOnlyDictionary<string, LoadingPart> All { get; } = new Dictionary<string, LoadingPart>(StringComparer.Ordinal)
    {
        ["jobs"] = new("/api/v1/jobs", Page(""), "No jobs yet", Page(JobIn("failed")), "table.jobs tbody tr", page => page.Render<JobListPage>()),
        ["job"] = new($"/api/v1/jobs/{Id}", null, "", JobIn("failed"), ".trouble.big", page => page.Render<JobPage>(p => p.Add(job => job.Id, Guid.Parse(Id)))),
        ["running job"] = new($"/api/v1/jobs/{Id}", null, "", JobIn("running"), ".steps-card", page => page.Render<JobPage>(p => p.Add(job => job.Id, Guid.Parse(Id)))),
        ["log"] = new($"/api/v1/jobs/{Id}/log", """{"lines":[],"next":null}""", "Nothing logged yet", $$"""{"lines":[{"sequence":1,"attempt":1,"time":"{{At}}","level":"info","message":"{{Text}}"}],"next":null}""", ".log li", page => page.Render<JobLog>(p => p.Add(log => log.Job, JobOf("running")))),
        ["attempts"] = new($"/api/v1/jobs/{Id}/attempts", Items(""), "Not started yet", Items($$$"""{"attempt":1,"worker_id":"w","started_at":"{{{At}}}","finished_at":"{{{At}}}","outcome":"failed","error":{"code":"x","message":"{{{Text}}}","retryable":false}}"""), ".attempts li", page => page.Render<JobAttempts>(p => p.Add(attempts => attempts.Job, JobOf("failed")))),
        ["deliveries"] = new($"/api/v1/jobs/{Id}/webhook-deliveries", Items(""), "Nothing delivered yet", Items($$"""{"id":"{{Id}}","event":"job.finished","attempt":1,"at":"{{At}}","status_code":500,"duration_ms":7,"error":"{{Text}}","next_attempt_at":"{{At}}"}"""), ".attempts li", page => page.Render<JobDeliveries>(p => p.Add(deliveries => deliveries.Job, JobOf("failed")))),
        ["captions"] = new($"/api/v1/jobs/{Id}/captions", """{"language":"en","duration_seconds":9,"revision":0,"cues":[]}""", "No speech was recognised", $$"""{"language":"en","duration_seconds":9,"revision":0,"cues":[{"index":1,"start":1,"end":2,"text":"{{Text}}"}]}""", ".cue", page => page.Render<CaptionWorkspace>(p => p
            .Add(captions => captions.JobId, Guid.Parse(Id)).Add(captions => captions.Title, Turning).Add(captions => captions.Result, JsonSerializer.Deserialize(Result, GatewayClientJson.Default.CaptionsResult)!))),
        ["captions so far"] = new($"/api/v1/jobs/{Id}/captions/live", """{"language":"en","duration_seconds":9,"revision":0,"cues":[]}""", "Nothing was said so far", $$"""{"language":"en","duration_seconds":9,"revision":0,"cues":[{"index":1,"start":1,"end":2,"text":"{{Text}}"}]}""", ".live-cues li", page => page.Render<LiveCues>(p => p
            .Add(cues => cues.JobId, Guid.Parse(Id)).Add(cues => cues.Count, 1))),
        ["recognitions"] = new($"/api/v1/jobs/{Id}/recognitions", null, "", Items(JobIn("succeeded", Result.Replace("\"en\"", $"\"{Text}\"", StringComparison.Ordinal))), ".recognitions li", page => page.Render<OtherRecognitions>(p => p.Add(others => others.JobId, Guid.Parse(Id)))),
        ["caption settings"] = new("/api/v1/account/captions", null, "", $$"""{"vocabulary":["{{Text}}"]}""", "#account-terms", page => page.Render<CaptionsPanel>()),
        ["limits"] = new("/api/v1/jobs/limits", null, "", $$"""{"running":1,"next":0,"waiting":2,"slots":4,"share":2,"weight":1,"max_running":3,"fetches_per_host":8,"hosts":[{"host":"{{Text}}","fetching":1,"waiting":2,"full":true}]}""", "[data-host]", page => page.Render<LimitsPanel>()),
        ["keys"] = new("/api/v1/api-keys", Items(""), "No keys yet", Items($$"""{"id":"{{Id}}","name":"{{Text}}","prefix":"pk_abc","scopes":["jobs:read"],"created_at":"{{At}}","last_used_at":"{{At}}","expires_at":"{{At}}"}"""), ".key-list li", page => page.Render<ApiKeysPanel>()),
        ["language"] = new("/api/v1/auth/me", null, "", $$"""{"id":"{{Id}}","email":"{{Text}}@example.org","roles":[],"created_at":"{{At}}","email_verified":true,"language":"pt-BR"}""", "[data-page-language]", page => page.Render<LanguagePanel>()),
        ["queues"] = new("/api/v1/queues", "[]", "No queues yet", $"[{Queue}]", "table.queues tbody tr", page => page.Render<QueueListPage>()),
        ["queue"] = new("/api/v1/queues/orders", null, "", Queue, ".queue-facts", page => page.Render<QueueView>(p => p.Add(queue => queue.Name, "orders").Add(queue => queue.View, "publish"))),
        ["messages"] = new("/api/v1/queues/orders/messages", Page(""), "No messages", Page(Message), ".messages li", page => page.Render<MessageBrowser>(p => p.Add(messages => messages.Queue, QueueOf()))),
        ["dead letters"] = new("/api/v1/queues/orders/dead-letters", Page(""), "No dead letters", Page(Message), ".messages li", page => page.Render<DeadLetterList>(p => p.Add(messages => messages.Queue, QueueOf()))),
        ["shares"] = new("/api/v1/queues/orders/rights", Items(""), "Not shared", Items($$"""{"user_id":"{{Id}}","email":"{{Text}}@example.org","rights":["read"],"granted_at":"{{At}}"}"""), ".key-list li", page => page.Render<QueueSharing>(p => p.Add(sharing => sharing.Queue, "orders"))),
        ["alerts"] = new("/api/v1/monitoring/alerts", """{"items":[],"knows_silences":false}""", "All quiet", $$"""{"items":[{"name":"{{Text}}","state":"firing","severity":"critical","service":"{{Text}}","labels":{"alertname":"{{Text}}","queue":"{{Text}}"},"annotations":{"summary":"{{Text}}","description":"{{Text}}","impact":"{{Text}}"},"active_since":"{{At}}","value":"1","silenced_by":["x"],"is_inhibited":false}],"knows_silences":false}""", ".alert-card", page => page.Render<AlertsPage>()),
        ["incidents"] = new("/api/v1/operations/incidents", Page(""), "No incidents", Page(Incident), ".incident-list li", page => page.Render<IncidentListPage>()),
        ["incident"] = new("/api/v1/operations/incidents/7", null, "", $$$"""{"incident":{{{Incident}}},"alerts":[{"fingerprint":"ab","starts_at":"{{{At}}}","inferred":false,"severity":"p1","service":"{{{Text}}}","name":"{{{Text}}}","summary":"{{{Text}}}","labels":{},"annotations":{}}],"events":[{"id":"{{{Id}}}","at":"{{{At}}}","type":"note","person":"{{{Text}}}","text":"{{{Text}}}"}]}""", ".timeline li", page => page.Render<IncidentPage>(p => p.Add(incident => incident.Number, 7L))),
        ["channels"] = new("/api/v1/operations/channels", Items(""), "No channels yet", Items($$"""{"id":"{{Id}}","name":"{{Text}}","type":"webhook","enabled":true,"least_severity":"p3","escalations_only":false,"time_zone":"UTC","address":"https://example.org/{{Text}}","has_secret":false,"revision":1,"updated_at":"{{At}}"}"""), ".channel-list li", page =>
        {
            page.Gateway.Says("/api/v1/operations/deliveries", Page(""));
            return page.Render<ChannelsPage>();
        }),
        ["silences"] = new("/api/v1/monitoring/silences", Items(""), "No silence holds", Items($$"""{"id":"x","state":"active","matchers":[{"name":"queue","value":"{{Text}}"}],"starts_at":"{{At}}","ends_at":"{{At}}","created_by":"{{Text}}","comment":"{{Text}}"}"""), ".silence", page => page.Render<SilenceList>()),
        ["objectives"] = new("/api/v1/operations/objectives", null, "", Items(ObjectiveIn), ".objective", page => page.Render<ObjectiveListPage>()),
        ["objective"] = new("/api/v1/operations/objectives/api-latency", null, "", $$$"""{"objective":{{{ObjectiveIn}}},"burn_rates":[{"window":"1h","limit":14.4,"severity":"critical"}],"costliest_periods":[{"from":"{{{At}}}","to":"{{{At}}}","bad_events":3,"budget_share":0.5}],"causes":[{"labels":{"endpoint":"{{{Text}}}"},"bad_events":3,"budget_share":0.5}],"history":[{"at":"{{{At}}}","remaining":0.5},{"at":"2026-01-01T06:00:00Z","remaining":0.25}],"month":{"from":"{{{At}}}","to":"{{{At}}}","budget_used":0.5,"budget_used_at_end":2,"spent_at":"{{{At}}}"}}""", ".objective-title", page => page.Render<ObjectivePage>(p => p.Add(objective => objective.Name, "api-latency"))),
        ["deployments"] = new("/api/v1/operations/deployments", """{"items":[],"decided":0,"failed":0}""", "No deployments yet", $$"""{"items":[{"number":1,"service":"{{Text}}","version":"{{Text}}","commit":"{{Text}}","who":"{{Text}}","started_at":"{{At}}","outcome":"watched"}],"decided":2,"failed":1,"change_failure_rate":0.5}""", ".deployment", page => page.Render<DeploymentListPage>()),
        ["panel"] = new("/api/v1/monitoring/query_range", """{"data":{"resultType":"matrix","result":[]}}""", "No data in this time range", $$$"""{"data":{"resultType":"matrix","result":[{"metric":{"queue":"{{{Text}}}"},"values":[[1767225600,"1"],[1767225615,"2"]]}]}}""", ".chart", page => page.Render<PanelView>(p => p
            .Add(panel => panel.Panel, PanelOf("timeseries")).Add(panel => panel.Scope, ScopeOf(page)))),
        ["marks"] = new("/api/v1/monitoring/query_range", null, "", """{"data":{"resultType":"matrix","result":[]}}""", "", page => page.Render<DashboardMarks>(p => p.Add(marks => marks.Uid, "plat-overview").Add(marks => marks.Scope, ScopeOf(page)))),
        ["dashboard"] = new("/api/v1/monitoring/labels/job/values", null, "", """{"data":["api-gateway"]}""", ".dash-row", page => page.Render<DashboardPage>(p => p.Add(dashboard => dashboard.Uid, "plat-overview"))),
    };

    public static JobResponse JobOf(string state, string result = "null", long version = 1) =>
        JsonSerializer.Deserialize(JobIn(state, result, version), GatewayClientJson.Default.JobResponse)!;

    public static string JobIn(string state, string result = "null", long version = 1) => Job
        .Replace("{0}", state, StringComparison.Ordinal).Replace("{1}", result, StringComparison.Ordinal).Replace("{2}", version.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public static QueueResponse QueueOf() => JsonSerializer.Deserialize(Queue.Replace($"\"name\":\"{Text}\"", "\"name\":\"orders\"", StringComparison.Ordinal), GatewayClientJson.Default.QueueResponse)!;

    public static string Page(string items) => $$"""{"items":[{{items}}],"next_cursor":null}""";

    private static string Items(string items) => $$"""{"items":[{{items}}]}""";

    private static DashboardPanel PanelOf(string type) =>
        new(1, type, "Orders", "What came in", 0, 0, 12, 8, [new DashboardTarget("A", "orders", "{{queue}}")], JsonElement.Parse("""{"fieldConfig":{"defaults":{"unit":"short"}}}"""));

    private static QueryScope ScopeOf(PageContext page) =>
        new(page.Time.GetUtcNow().AddHours(-1), page.Time.GetUtcNow(), new Dictionary<string, IReadOnlyList<string>>(), new Dictionary<string, string>());
}
