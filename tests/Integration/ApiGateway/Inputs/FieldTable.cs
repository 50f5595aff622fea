using System.Text.Json.Nodes;

namespace Platform.Integration.ApiGateway.Inputs;

/// <summary>The ways in which a well-formed text or time is treated.</summary>
public enum TextKind
{
    /// <summary>Searched or compared: in NFC, without U+FFFE and U+FFFF.</summary>
    Normal,

    /// <summary>Kept, or looked for, as it came.</summary>
    Verbatim,

    /// <summary>Of few forms or characters: most texts are refused for that.</summary>
    Fixed,

    /// <summary>A moment.</summary>
    Moment,
}

/// <summary>Every text and moment of the API, by what it is, and requests that are good but for one field.</summary>
public static class FieldTable
{
    private static readonly string[] s_numbers = ["int32", "int64", "double", "float"];

    // What the document's formats do not say.
    private static readonly Dictionary<string, TextKind> s_kinds = new(StringComparer.Ordinal)
    {
        ["GetIncident header If-None-Match"] = TextKind.Fixed,
        ["EditIncident header If-Match"] = TextKind.Fixed,
        ["ReplaceChannel header If-Match"] = TextKind.Fixed,
        ["OpenIncident body title"] = TextKind.Normal,
        ["OpenIncident body service"] = TextKind.Normal,
        ["OpenIncident body note"] = TextKind.Normal,
        ["EditIncident body title"] = TextKind.Normal,
        ["EditIncident body note"] = TextKind.Normal,
        ["AddIncidentNote body text"] = TextKind.Normal,
        ["SplitIncident body alerts[0].fingerprint"] = TextKind.Fixed,
        ["AcknowledgeByLink body token"] = TextKind.Fixed,
        ["PublishNotice body title"] = TextKind.Normal,
        ["PublishNotice body text"] = TextKind.Normal,
        ["PlanWork body title"] = TextKind.Normal,
        ["PlanWork body text"] = TextKind.Normal,
        ["CreateChannel body name"] = TextKind.Normal,
        ["CreateChannel body time_zone"] = TextKind.Fixed,
        ["CreateChannel body address"] = TextKind.Normal,
        ["CreateChannel body recipient"] = TextKind.Normal,
        ["CreateChannel body secret"] = TextKind.Verbatim,
        ["ReplaceChannel body name"] = TextKind.Normal,
        ["ReplaceChannel body time_zone"] = TextKind.Fixed,
        ["ReplaceChannel body address"] = TextKind.Normal,
        ["ReplaceChannel body recipient"] = TextKind.Normal,
        ["ReplaceChannel body secret"] = TextKind.Verbatim,
        ["ReplaceRota header If-Match"] = TextKind.Fixed,
        ["ReplaceRota body people[0]"] = TextKind.Normal,
        ["ReplaceRota body first_day"] = TextKind.Fixed,
        ["ReplaceRota body time_zone"] = TextKind.Fixed,
        ["ReplaceRota body swaps[0].person"] = TextKind.Normal,
        ["ListDeliveries query cursor"] = TextKind.Fixed,
        ["ListIncidents query state"] = TextKind.Fixed,
        ["ListIncidents query severity"] = TextKind.Fixed,
        ["ListIncidents query service"] = TextKind.Normal,
        ["ListIncidents query cursor"] = TextKind.Fixed,
        ["CreateDeployment body service"] = TextKind.Normal,
        ["CreateDeployment body version"] = TextKind.Normal,
        ["CreateDeployment body commit"] = TextKind.Normal,
        ["CreateDeployment body who"] = TextKind.Normal,
        ["CreateDeployment body status"] = TextKind.Fixed,
        ["ListDeployments query service"] = TextKind.Normal,
        ["ListDeployments query cursor"] = TextKind.Fixed,
        ["GetObjective path name"] = TextKind.Fixed,
        ["GetObjective query time_zone"] = TextKind.Fixed,
        ["ListLogs query service"] = TextKind.Fixed,
        ["ListLogLines query service"] = TextKind.Fixed,
        ["ListLogLines query level"] = TextKind.Fixed,
        ["ListLogLines query text"] = TextKind.Verbatim,
        ["ListLogLines query trace_id"] = TextKind.Fixed,
        ["ListLogLines query cursor"] = TextKind.Fixed,
        ["GetLog path filename"] = TextKind.Fixed,
        ["Register body email"] = TextKind.Normal,
        ["Register body password"] = TextKind.Verbatim,
        ["Register body language"] = TextKind.Fixed,
        ["SetLanguage body language"] = TextKind.Fixed,
        ["SignIn body email"] = TextKind.Normal,
        ["SignIn body password"] = TextKind.Verbatim,
        ["SignIn body code"] = TextKind.Fixed,
        ["BeginSecondFactor body password"] = TextKind.Fixed,
        ["ConfirmSecondFactor body code"] = TextKind.Fixed,
        ["RenewRecoveryCodes body code"] = TextKind.Fixed,
        ["DeleteAccount body password"] = TextKind.Fixed,
        ["DeleteAccount body code"] = TextKind.Fixed,
        ["RemoveSecondFactor body password"] = TextKind.Fixed,
        ["RemoveSecondFactor body code"] = TextKind.Fixed,
        ["Refresh body refresh_token"] = TextKind.Verbatim,
        ["VerifyEmail body email"] = TextKind.Normal,
        ["VerifyEmail body code"] = TextKind.Fixed,
        ["ChangeEmail body code"] = TextKind.Fixed,
        ["ChangeEmail body new_email"] = TextKind.Normal,
        ["ChangeEmail body password"] = TextKind.Verbatim,
        ["ConfirmEmailChange body code"] = TextKind.Fixed,
        ["ForgottenPassword body email"] = TextKind.Normal,
        ["ResetPassword body email"] = TextKind.Normal,
        ["ResetPassword body code"] = TextKind.Fixed,
        ["ResetPassword body new_password"] = TextKind.Verbatim,
        ["ChangePassword body code"] = TextKind.Fixed,
        ["ChangePassword body current_password"] = TextKind.Verbatim,
        ["ChangePassword body new_password"] = TextKind.Verbatim,
        ["GetAccountCaptions header If-None-Match"] = TextKind.Fixed,
        ["SetAccountCaptions header If-Match"] = TextKind.Fixed,
        ["SetAccountCaptions body formats[0]"] = TextKind.Fixed,
        ["SetAccountCaptions body language"] = TextKind.Fixed,
        ["SetAccountCaptions body vocabulary[0]"] = TextKind.Normal,
        ["CreateApiKey body name"] = TextKind.Normal,
        ["CreateApiKey body scopes[0]"] = TextKind.Fixed,
        ["GraphQlByGet query query"] = TextKind.Verbatim,
        ["GraphQlByGet query operationName"] = TextKind.Verbatim,
        ["GraphQlByGet query variables"] = TextKind.Fixed,
        ["GraphQlByGet query extensions"] = TextKind.Fixed,
        ["CreateJob header Idempotency-Key"] = TextKind.Fixed,
        ["CreateJob body kind"] = TextKind.Fixed,
        ["CreateJob body input.url"] = TextKind.Verbatim,
        ["CreateJob body input.upload_id"] = TextKind.Fixed,
        ["CreateJob body input.language"] = TextKind.Fixed,
        ["CreateJob body input.vocabulary[0]"] = TextKind.Normal,
        ["CreateJob body title"] = TextKind.Normal,
        ["CreateJob body tags[0]"] = TextKind.Normal,
        ["CreateJob body webhook.url"] = TextKind.Verbatim,
        ["CreateJob body webhook.secret"] = TextKind.Verbatim,
        ["CreateJobs header Idempotency-Key"] = TextKind.Fixed,
        ["CreateJobs body jobs[0].kind"] = TextKind.Fixed,
        ["CreateJobs body jobs[0].input.url"] = TextKind.Verbatim,
        ["CreateJobs body jobs[0].input.language"] = TextKind.Fixed,
        ["CreateJobs body jobs[0].input.vocabulary[0]"] = TextKind.Normal,
        ["CreateJobs body jobs[0].title"] = TextKind.Normal,
        ["CreateJobs body jobs[0].tags[0]"] = TextKind.Normal,
        ["CreateJobs body jobs[0].webhook.url"] = TextKind.Verbatim,
        ["CreateJobs body jobs[0].webhook.secret"] = TextKind.Verbatim,
        ["GetJobsProgress query state"] = TextKind.Fixed,
        ["GetJobsProgress query kind"] = TextKind.Normal,
        ["GetJobsProgress query tag"] = TextKind.Normal,
        ["GetJobsProgress query priority"] = TextKind.Fixed,
        ["GetJobsProgress query q"] = TextKind.Normal,
        ["ListJobs query state"] = TextKind.Fixed,
        ["ListJobs query kind"] = TextKind.Normal,
        ["ListJobs query tag"] = TextKind.Normal,
        ["ListJobs query priority"] = TextKind.Fixed,
        ["ListJobs query q"] = TextKind.Normal,
        ["ListJobs query cursor"] = TextKind.Fixed,
        ["GetJob header If-None-Match"] = TextKind.Fixed,
        ["BulkAct body filter.kinds[0]"] = TextKind.Normal,
        ["BulkAct body filter.tags[0]"] = TextKind.Normal,
        ["BulkAct body filter.q"] = TextKind.Normal,
        ["BulkAct body cursor"] = TextKind.Fixed,
        ["JobEvents header Last-Event-ID"] = TextKind.Fixed,
        ["GetCaptions query format"] = TextKind.Fixed,
        ["GetCaptions header If-None-Match"] = TextKind.Fixed,
        ["GetLiveCaptions header If-None-Match"] = TextKind.Fixed,
        ["RecogniseAgain header Idempotency-Key"] = TextKind.Fixed,
        ["RecogniseAgain body language"] = TextKind.Fixed,
        ["RecogniseAgain body vocabulary[0]"] = TextKind.Normal,
        ["EditCaptions header If-Match"] = TextKind.Fixed,
        ["EditCaptions body speakers[0]"] = TextKind.Verbatim,
        ["EditCaptions body cues[0].text"] = TextKind.Verbatim,
        ["ReplaceCaptions header If-Match"] = TextKind.Fixed,
        ["ReplaceCaptions header Prefer"] = TextKind.Fixed,
        ["ReplaceCaptions body speakers[0]"] = TextKind.Verbatim,
        ["ReplaceCaptions body cues[0].text"] = TextKind.Verbatim,
        ["ReplaceCaptions body cues[0].id"] = TextKind.Fixed,
        ["ReplaceCaptions body cues[0].words[0].text"] = TextKind.Verbatim,
        ["GetRevision header If-None-Match"] = TextKind.Fixed,
        ["GetPeaks header If-None-Match"] = TextKind.Fixed,
        ["NameRevision body name"] = TextKind.Verbatim,
        ["CreateLink body name"] = TextKind.Normal,
        ["ListComments header If-None-Match"] = TextKind.Fixed,
        ["CreateComment body name"] = TextKind.Normal,
        ["CreateComment body text"] = TextKind.Normal,
        ["DeleteComment header X-Comment-Token"] = TextKind.Fixed,
        ["InviteEditor body email"] = TextKind.Normal,
        ["InviteEditor body role"] = TextKind.Fixed,
        ["RestoreRevision header If-Match"] = TextKind.Fixed,
        ["ImportCaptions query format"] = TextKind.Fixed,
        ["ImportCaptions query mode"] = TextKind.Fixed,
        ["ImportCaptions header If-Match"] = TextKind.Fixed,
        ["GetMedia header Range"] = TextKind.Fixed,
        ["GetCaptionedVideo header Range"] = TextKind.Fixed,
        ["CreateUpload header Tus-Resumable"] = TextKind.Fixed,
        ["CreateUpload header Upload-Metadata"] = TextKind.Fixed,
        ["CreateUpload header Upload-Checksum"] = TextKind.Fixed,
        ["GetUploadOffset header Tus-Resumable"] = TextKind.Fixed,
        ["AppendToUpload header Tus-Resumable"] = TextKind.Fixed,
        ["AppendToUpload header Upload-Checksum"] = TextKind.Fixed,
        ["DeleteUpload header Tus-Resumable"] = TextKind.Fixed,
        ["QueryMetrics query query"] = TextKind.Fixed,
        ["QueryMetrics query time"] = TextKind.Moment,
        ["QueryMetricsRange query query"] = TextKind.Fixed,
        ["QueryMetricsRange query start"] = TextKind.Moment,
        ["QueryMetricsRange query end"] = TextKind.Moment,
        ["ListLabelValues path name"] = TextKind.Fixed,
        ["ListLabelValues query match"] = TextKind.Fixed,
        ["ListLabelValues query start"] = TextKind.Moment,
        ["ListLabelValues query end"] = TextKind.Moment,
        ["ListSeries query match"] = TextKind.Fixed,
        ["ListSeries query start"] = TextKind.Moment,
        ["ListSeries query end"] = TextKind.Moment,
        ["CreateSilence body matchers[0].name"] = TextKind.Fixed,
        ["CreateSilence body matchers[0].value"] = TextKind.Verbatim,
        ["CreateSilence body comment"] = TextKind.Normal,
        ["ListQueues query after"] = TextKind.Verbatim,
        ["ListQueues query q"] = TextKind.Verbatim,
        ["CreateQueue body name"] = TextKind.Fixed,
        ["CreateQueue body description"] = TextKind.Verbatim,
        ["UpdateQueue body description"] = TextKind.Verbatim,
        ["ShareQueue path user"] = TextKind.Normal,
        ["UnshareQueue path user"] = TextKind.Normal,
        ["PublishMessage body content"] = TextKind.Verbatim,
        ["PublishMessage body content.deep[0]"] = TextKind.Verbatim,
        ["PublishMessage body content_type"] = TextKind.Fixed,
        ["PublishMessage body headers.*"] = TextKind.Verbatim,
        ["PublishMessage body group"] = TextKind.Verbatim,
        ["PublishMessage body deduplication_id"] = TextKind.Verbatim,
        ["PublishMessage body messages[0].content"] = TextKind.Verbatim,
        ["PublishMessage body messages[0].content_type"] = TextKind.Fixed,
        ["PublishMessage body messages[0].headers.*"] = TextKind.Verbatim,
        ["PublishMessage body messages[0].group"] = TextKind.Verbatim,
        ["PublishMessage body messages[0].deduplication_id"] = TextKind.Verbatim,
        ["ListMessages query status"] = TextKind.Fixed,
        ["ListMessages query cursor"] = TextKind.Fixed,
        ["AckMessage query receipt"] = TextKind.Verbatim,
        ["AckMessage body receipt"] = TextKind.Verbatim,
        ["NackMessage query receipt"] = TextKind.Verbatim,
        ["NackMessage body receipt"] = TextKind.Verbatim,
        ["NackMessage body reason"] = TextKind.Normal,
        ["ExtendMessage query receipt"] = TextKind.Verbatim,
        ["ExtendMessage body receipt"] = TextKind.Verbatim,
        ["AckMessages body messages[0].receipt"] = TextKind.Verbatim,
        ["NackMessages body messages[0].receipt"] = TextKind.Verbatim,
        ["NackMessages body reason"] = TextKind.Normal,
        ["ListDeadLetters query reason"] = TextKind.Normal,
        ["ListDeadLetters query group"] = TextKind.Verbatim,
        ["ListDeadLetters query cursor"] = TextKind.Fixed,
        ["ReplayDeadLetters body filter.reason"] = TextKind.Normal,
        ["ReplayDeadLetters body filter.group"] = TextKind.Verbatim,
        ["PurgeDeadLetters body filter.reason"] = TextKind.Normal,
        ["PurgeDeadLetters body filter.group"] = TextKind.Verbatim,
    };

    // Good requests, where one differs from the document's example.
    private static readonly Dictionary<string, string> s_bodies = new(StringComparer.Ordinal)
    {
        ["CreateJob"] = """{"kind":"probe"}""",
        ["CreateJob webhook"] = """{"kind":"probe","webhook":{"url":"https://192.0.43.7/hook","secret":"at least sixteen characters"}}""",
        ["CreateJob input"] = """{"kind":"captions","input":{"url":"https://192.0.43.7/talk.mp4"}}""",
        ["CreateJobs"] = """{"jobs":[{"kind":"probe"}]}""",
        ["CreateJobs jobs[0].input"] = """{"jobs":[{"kind":"captions","input":{"url":"https://192.0.43.7/talk.mp4"}}]}""",
        ["CreateJobs jobs[0].webhook"] = """{"jobs":[{"kind":"probe","webhook":{"url":"https://192.0.43.7/hook","secret":"at least sixteen characters"}}]}""",
        ["BulkAct"] = """{"action":"retry"}""",

        // Ada stays, with her password alone.
        ["DeleteAccount"] = """{"password":"some other password"}""",
        ["RemoveSecondFactor"] = """{"password":"some other password","code":"123456"}""",
        ["PublishMessage content"] = "{}",
        ["PublishMessage messages[0]"] = """{"messages":[{"content":1}]}""",
        ["ReplayDeadLetters"] = "{}",
        ["PurgeDeadLetters"] = "{}",
        ["EditCaptions"] = """{"cues":[{"index":1,"text":"a"}]}""",
        ["NackMessages"] = """{"messages":[{"id":1}]}""",
        ["OpenIncident"] = """{"title":"t","service":"s","severity":"p3"}""",
        ["EditIncident"] = """{"severity":"p2"}""",
        ["SplitIncident"] = """{"alerts":[{"fingerprint":"ab","starts_at":"2026-11-02T08:00:00Z"}]}""",
        ["PublishNotice"] = """{"title":"t","parts":["api"],"level":"degraded","stage":"resolved","text":"t"}""",
        ["PlanWork"] = """{"title":"t","text":"t","parts":["api"],"starts_at":"2098-12-06T02:00:00Z","ends_at":"2098-12-06T02:30:00Z"}""",
        ["ReplaceRota"] = """{"people":["ada@example.com"],"first_day":"2026-12-01"}""",
        ["ReplaceRota swaps"] = """{"people":["ada@example.com"],"first_day":"2026-12-01","swaps":[{"from":"2026-12-01T00:00:00Z","to":"2026-12-02T00:00:00Z","person":"bo@example.com"}]}""",
        ["CreateChannel"] = """{"name":"n","type":"slack","enabled":false,"secret":"s"}""",
        ["ReplaceChannel"] = """{"name":"n","type":"slack","enabled":false,"secret":"s"}""",
    };

    private static readonly Dictionary<string, string> s_queries = new(StringComparer.Ordinal)
    {
        ["QueryMetrics"] = "query=up",
        ["QueryMetricsRange"] = "query=up&start=0&end=60&step=60",
        ["ListLabelValues"] = "start=0&end=60",
        ["ListSeries"] = "match=up&start=0&end=60",
        ["ImportCaptions"] = "format=srt&mode=replace",
        ["GraphQlByGet"] = "query={__typename}",
        ["GetJobsProgress"] = "tag=a",
    };

    // A document is no longer one with an odd character in it; an address needs its parts.
    private static readonly Dictionary<string, string> s_around = new(StringComparer.Ordinal)
    {
        ["Register body email"] = "{0}@example.com",
        ["SignIn body email"] = "{0}@example.com",
        ["ShareQueue path user"] = "{0}@example.com",
        ["UnshareQueue path user"] = "{0}@example.com",
        ["VerifyEmail body email"] = "{0}@example.com",
        ["ForgottenPassword body email"] = "{0}@example.com",
        ["ResetPassword body email"] = "{0}@example.com",
        ["ChangeEmail body new_email"] = "{0}@example.com",
        ["InviteEditor body email"] = "{0}@example.com",
        ["ResetPassword body new_password"] = "correct horse battery {0}",
        ["Register body password"] = "correct horse battery {0}",
        ["ChangePassword body new_password"] = "correct horse battery {0}",
        ["GraphQlByGet query query"] = "{{__typename}} #{0}",
        ["CreateJob body input.url"] = "https://192.0.43.7/{0}",
        ["CreateJobs body jobs[0].input.url"] = "https://192.0.43.7/{0}",
        ["CreateJob body webhook.url"] = "https://192.0.43.7/{0}",
        ["CreateJobs body jobs[0].webhook.url"] = "https://192.0.43.7/{0}",
        ["CreateJob body webhook.secret"] = "sixteen characters and {0}",
        ["CreateJobs body jobs[0].webhook.secret"] = "sixteen characters and {0}",
        ["CreateSilence body comment"] = "because {0}",
        ["ReplaceRota body people[0]"] = "{0}@example.com",
        ["ReplaceRota body swaps[0].person"] = "{0}@example.com",
    };

    /// <summary>Fields that the document does not tell of.</summary>
    public static IEnumerable<DocumentedField> Undocumented =>
    [
        new("PublishMessage", "POST", "/api/v1/queues/{queue_name}/messages", "body", "content.deep[0]", null),
    ];

    /// <summary>Whether the table has to know of a field. What is wrong with a question in GraphQL is said in GraphQL's own form.</summary>
    public static bool IsText(DocumentedField field) =>
        !s_numbers.Contains(field.Format) && field.Format != "binary" && field is not { Operation: "GraphQl", Place: "body" };

    /// <summary>Returns how a field is treated; null if that has not been decided.</summary>
    public static TextKind? KindOf(DocumentedField field) => field switch
    {
        { Format: "date-time" } => TextKind.Moment,
        { Format: "uuid" or "enum" } or { Place: "path", Name: "queue_name" or "message_id" or "id" } => TextKind.Fixed,
        _ => s_kinds.TryGetValue(field.Key, out var kind) ? kind : null,
    };

    /// <summary>Keys of the table that are no field any more.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<DocumentedField> fields) => s_kinds.Keys.Except(fields.Select(field => field.Key));

    public static string Around(DocumentedField field, string text) =>
        s_around.TryGetValue(field.Key, out var form) ? string.Format(System.Globalization.CultureInfo.InvariantCulture, form, text) : text;

    public static string? QueryOf(DocumentedField field) => s_queries.GetValueOrDefault(field.Operation);

    /// <summary>A good body but for one field.</summary>
    public static string BodyWith(DocumentedField field, JsonNode? example, string json)
    {
        var good = s_bodies.Where(body => body.Key == field.Operation || $"{field.Operation} {field.Name}".StartsWith(body.Key, StringComparison.Ordinal))
            .OrderByDescending(body => body.Key.Length).Select(body => body.Value).FirstOrDefault();
        var root = good is null ? example?.DeepClone() ?? new JsonObject() : JsonNode.Parse(good)!;
        Set(root, field.Name.Replace("*", "x", StringComparison.Ordinal).Replace("[0]", ".[0]", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries), "\u0001");

        // Not by the library of JSON, which would not write what is to be refused.
        return root.ToJsonString().Replace("\"\\u0001\"", json, StringComparison.Ordinal);
    }

    private static void Set(JsonNode node, string[] path, string value)
    {
        var next = path.Length == 1 ? JsonValue.Create(value) : path[1] == "[0]" ? new JsonArray() : (JsonNode)new JsonObject();
        if (path[0] == "[0]")
        {
            var list = node.AsArray();
            if (list.Count == 0 || path.Length == 1)
            {
                list.Clear();
                list.Add(next);
            }

            node = list[0]!;
        }
        else
        {
            var item = node.AsObject();
            if (path.Length == 1 || item[path[0]] is null || item[path[0]] is JsonValue)
            {
                item[path[0]] = next;
            }

            node = item[path[0]]!;
        }

        if (path.Length > 1)
        {
            Set(node, path[1..], value);
        }
    }
}
