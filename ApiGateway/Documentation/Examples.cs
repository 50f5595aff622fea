using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Platform.ApiGateway.Documentation;

/// <summary>Provides example request bodies by operation.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string> s_bodies = new(StringComparer.Ordinal)
    {
        ["Register"] = """{"email":"ada@example.com","password":"correct horse battery"}""",
        ["SetLanguage"] = """{"language":"pt-BR"}""",
        ["SignIn"] = """{"email":"ada@example.com","password":"correct horse battery"}""",
        ["Refresh"] = """{"refresh_token":"rt_…"}""",
        ["ChangePassword"] = """{"current_password":"correct horse battery","new_password":"staple battery horse"}""",
        ["VerifyEmail"] = """{"email":"ada@example.com","code":"7Q2MK-0XW9D"}""",
        ["ChangeEmail"] = """{"new_email":"ada@example.org","password":"correct horse battery"}""",
        ["ConfirmEmailChange"] = """{"code":"7Q2MK-0XW9D"}""",
        ["ForgottenPassword"] = """{"email":"ada@example.com"}""",
        ["ResetPassword"] = """{"email":"ada@example.com","code":"7Q2MK-0XW9D","new_password":"staple battery horse"}""",
        ["BeginSecondFactor"] = """{"password":"correct horse battery"}""",
        ["ConfirmSecondFactor"] = """{"code":"123456"}""",
        ["RenewRecoveryCodes"] = """{"code":"123456"}""",
        ["RemoveSecondFactor"] = """{"password":"correct horse battery","code":"123456"}""",
        ["DeleteAccount"] = """{"password":"correct horse battery","code":"123456"}""",
        ["SetAccountCaptions"] = """{"language":"pt-BR","vocabulary":["Kubernetes","Dra. Almeida"],"style":{"lines":2,"line_length":42}}""",
        ["RecogniseAgain"] = """{"language":"es-ES","speakers":"auto"}""",
        ["CreateApiKey"] = """{"name":"build server","scopes":["jobs:read","jobs:write"]}""",
        ["CreateJob"] = """{"kind":"captions","input":{"url":"https://example.com/talk.mp4","language":"pt-BR","speakers":2},"title":"Talk","tags":["conference"],"priority":"normal"}""",
        ["CreateJobs"] = """{"jobs":[{"kind":"captions","input":{"url":"https://example.com/1.mp4"}},{"kind":"probe"}]}""",
        ["BulkAct"] = """{"action":"cancel","filter":{"states":["queued","scheduled"]}}""",
        ["CreateSilence"] = """{"matchers":[{"name":"alertname","value":"HighLatencyP95"},{"name":"service","value":"worker"}],"duration_minutes":60,"comment":"Being looked into."}""",
        ["OpenIncident"] = """{"title":"Captions are late","service":"worker","severity":"p2","note":"Users call."}""",
        ["EditIncident"] = """{"state":"fixing","note":"A worker is added."}""",
        ["AddIncidentNote"] = """{"text":"The disk is full."}""",
        ["MergeIncident"] = """{"into":17}""",
        ["SplitIncident"] = """{"alerts":[{"fingerprint":"5ef77f1f8a3ecfb8","starts_at":"2026-11-02T08:00:00Z"}]}""",
        ["AcknowledgeByLink"] = """{"token":"AAAAAAAA…"}""",
        ["PublishNotice"] = """{"title":"Captions are late","parts":["captions"],"level":"degraded","stage":"investigating","text":"Captions take longer than usual. We look for the cause."}""",
        ["PlanWork"] = """{"title":"New database","text":"Nothing can be submitted for ten minutes.","parts":["submit","api"],"starts_at":"2026-12-06T02:00:00Z","ends_at":"2026-12-06T02:30:00Z"}""",
        ["CreateChannel"] = """{"name":"On call","type":"slack","least_severity":"p2","secret":"https://hooks.slack.com/services/…"}""",
        ["ReplaceRota"] = """{"people":["ada@example.com","bo@example.com"],"first_day":"2026-12-01","time_zone":"America/Sao_Paulo"}""",
        ["ReplaceChannel"] = """{"name":"On call","type":"slack","least_severity":"p1"}""",
        ["CreateDeployment"] = """{"service":"worker","version":"1.4.0","commit":"9f2c1e7","who":"pipeline 812"}""",
        ["CreateQueue"] = """{"name":"orders","visibility_timeout_seconds":60,"max_deliveries":5}""",
        ["UpdateQueue"] = """{"max_deliveries":10}""",
        ["ShareQueue"] = """{"rights":["publish"]}""",
        ["PublishMessage"] = """{"content":{"order":17},"priority":5,"headers":{"source":"shop"}}""",
        ["AckMessage"] = """{"receipt":"1f-2a0c…"}""",
        ["NackMessage"] = """{"receipt":"1f-2a0c…","requeue":true,"delay_seconds":30}""",
        ["ExtendMessage"] = """{"receipt":"1f-2a0c…","visibility_timeout_seconds":120}""",
        ["AckMessages"] = """{"messages":[{"id":4711,"receipt":"1f-2a0c…"}]}""",
        ["ReplayDeadLetters"] = """{"filter":{"reason":"max_deliveries"}}""",
        ["PurgeDeadLetters"] = """{"all":true}""",
        ["EditCaptions"] = """{"cues":[{"index":1,"text":"Hello, world."}]}""",
        ["ReplaceCaptions"] = """{"cues":[{"id":"cue-1","start":0.1,"end":0.9,"text":"Hello, world.","words":[{"text":"Hello,","start":0.1,"end":0.5,"confidence":0.9}],"speakers":[1]}],"speakers":["Ada"]}""",
        ["CreateLink"] = """{"name":"Bo, to check","may_edit":true}""",
        ["CreateComment"] = """{"at_ms":1500,"text":"Is this name right?","name":"Bo"}""",
        ["InviteEditor"] = """{"email":"bo@example.com","role":"editor"}""",
        ["ResolveComment"] = """{"is_resolved":true}""",
        ["NameRevision"] = """{"name":"Reviewed"}""",
    };

    public static void Add(OpenApiOperation operation)
    {
        if (operation.OperationId?.Replace("AtRoot", "", StringComparison.Ordinal) is { } id && s_bodies.TryGetValue(id, out var body) && operation.RequestBody?.Content is { } content
            && content.TryGetValue("application/json", out var media))
        {
            media.Example = JsonNode.Parse(body);
        }
    }
}
