using Platform.Fuzz.Document;
using Platform.Fuzz.Drafts;
using Platform.Fuzz.Inputs;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>Creates valid requests from the OpenAPI document.</summary>
internal static class ApiDrafts
{
    private const string Octets = "application/offset+octet-stream";

    /// <summary>Bodies in addition to the example, for operations that accept several kinds.</summary>
    private static readonly Dictionary<string, string[]> s_bodies = new(StringComparer.Ordinal)
    {
        ["CreateJob"] =
        [
            """{"kind":"captions","input":{"url":"http://media.invalid/fuzz.wav","language":"en-US","translate":true,"vocabulary":["Fuzz"],"speakers":2,"sounds":true,"style":{"lines":2,"line_length":42,"characters_per_second":17}},"title":"Fuzz","tags":["fuzz"],"max_attempts":1}""",
            """{"kind":"captions","input":{"upload_id":"","language":"en-US"},"max_attempts":1,"tags":["fuzz"]}""",
            """{"kind":"probe","input":{},"title":"Fuzz","tags":["fuzz","other"],"priority":"low","webhook":{"url":"http://hooks.invalid/fuzz","secret":"a secret of the fuzz"}}""",
        ],
        ["CreateJobs"] = ["""{"jobs":[{"kind":"probe","title":"Fuzz","tags":["fuzz"]},{"kind":"captions","max_attempts":1,"input":{"url":"http://media.invalid/fuzz.wav"}}]}"""],

        // No recogniser supports the language, so that such jobs end at once.
        ["RecogniseAgain"] = ["""{"language":"tlh","translate":false,"vocabulary":["Fuzz"],"speakers":2,"sounds":false,"style":{"lines":2}}"""],
        ["BulkAct"] =
        [
            """{"action":"cancel","filter":{"states":["queued","scheduled"],"kinds":["probe"],"tags":["never"],"q":"never","created_after":"2026-01-01T00:00:00Z","created_before":"2027-01-01T00:00:00Z"}}""",
            """{"action":"retry","filter":{"ids":["01890a5d-ac96-774b-bcce-b302099a8057"]}}""",
        ],
        ["PublishMessage"] =
        [
            """{"content":{"order":17},"priority":5,"headers":{"source":"shop"},"group":"g","deduplication_id":"d","ttl_seconds":60,"delay_seconds":0}""",
            """{"content":"fuzz","content_type":"text/plain"}""",
            """{"content":"ZnV6eg==","content_type":"application/octet-stream"}""",
            """{"messages":[{"content":{"order":17},"headers":{"source":"shop"}},{"content":"fuzz"}]}""",
        ],
        ["ReplayDeadLetters"] = ["""{"filter":{"reason":"max_deliveries","group":"g","failed_after":"2026-01-01T00:00:00Z","failed_before":"2027-01-01T00:00:00Z"}}""", """{"ids":[1]}"""],
        ["PurgeDeadLetters"] = ["""{"filter":{"reason":"max_deliveries","group":"g","failed_after":"2026-01-01T00:00:00Z","failed_before":"2027-01-01T00:00:00Z"}}""", """{"ids":[1]}"""],
    };

    /// <summary>Returns the number of valid bodies.</summary>
    public static int Variants(ApiOperation operation) => s_bodies.TryGetValue(operation.Family, out var bodies) ? bodies.Length : 1;

    /// <param name="operation">The operation.</param>
    /// <param name="variant">Which of the valid bodies to use.</param>
    /// <param name="server">The address of the gateway.</param>
    /// <param name="supply">The ids and values that the request refers to.</param>
    /// <param name="withKey">Whether the caller uses an API key instead of a token.</param>
    public static Draft Make(ApiOperation operation, int variant, Uri server, Supply supply, bool withKey)
    {
        var draft = new Draft(server, operation.Method, operation.Path);
        foreach (var parameter in operation.Parameters.Where(parameter => parameter.IsRequired))
        {
            draft.Slots.Add(SlotOf(parameter, supply));
        }

        if (operation.IsStream)
        {
            draft.Header("Accept", "text/event-stream");
        }

        switch (supply.Caller)
        {
            case { Key: not null } caller when operation.Schemes.Contains("api_key", StringComparer.Ordinal) && (withKey || operation.Schemes.Count == 1):
                draft.Slots.Add(new Slot(Place.Header, "X-Api-Key", caller.Key));
                break;
            case { } caller:
                draft.Slots.Add(new Slot(Place.Header, "Authorization", "Bearer " + caller.Token));
                break;
        }

        if (operation.Family.StartsWith("GraphQl", StringComparison.Ordinal))
        {
            AddGraphQl(draft);
        }
        else if (operation.MediaType is not null)
        {
            AddBody(draft, operation, variant, supply);
        }
        else if (operation.Family == "CreateUpload")
        {
            draft.Slots.Add(new Slot(Place.Metadata, "filename", "fuzz.wav"));
            draft.Slots.Add(new Slot(Place.Metadata, "filetype", "audio/wav"));
            (draft.Bytes, draft.MediaType) = variant == 0 ? (null, null) : (Valid.Content, Octets);
        }

        return draft;
    }

    /// <summary>Returns the optional parameters that the draft does not have.</summary>
    public static IReadOnlyList<ApiParameter> Optional(ApiOperation operation, Draft draft) =>
        [.. operation.Parameters.Where(parameter => !parameter.IsRequired && !draft.Slots.Exists(slot => slot.Name == parameter.Name))];

    public static Slot SlotOf(ApiParameter parameter, Supply supply)
    {
        var place = parameter.In switch { "path" => Place.Path, "query" => Place.Query, _ => Place.Header };
        var value = supply.Values.TryGetValue(parameter.Name, out var given) && given.Length > 0 ? given : Valid.TextOf(parameter.Name, parameter.Schema);
        return new Slot(place, parameter.Name, value, parameter.Schema.Kind, parameter.Schema.Description);
    }

    private static void AddBody(Draft draft, ApiOperation operation, int variant, Supply supply)
    {
        draft.MediaType = operation.MediaType;
        if (operation.MediaType != "application/json")
        {
            draft.Bytes = Valid.Content;
            return;
        }

        var example = s_bodies.TryGetValue(operation.Family, out var bodies) ? bodies[variant % bodies.Length] : operation.Example;
        draft.Schema = operation.Body;
        draft.Json = example is null ? Valid.JsonOf("", operation.Body) : JsonPart.Parse(example);
        Fill(draft.Json, supply);
    }

    private static void AddGraphQl(Draft draft)
    {
        const string query = "query Q($n: String!) { queue_by_name(name: $n) { name } }";
        if (draft.Method == "GET")
        {
            foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[("query", query), ("variables", """{"n":"fuzz"}"""), ("operationName", "Q")])
            {
                draft.Slots.RemoveAll(slot => slot.Place == Place.Query && slot.Name == name);
                draft.Slots.Add(new Slot(Place.Query, name, value));
            }

            return;
        }

        draft.MediaType = "application/json";
        draft.Json = JsonPart.Parse($$$"""{"query":"{{{query}}}","variables":{"n":"fuzz"},"operationName":"Q","extensions":{}}""");
    }

    /// <summary>Fills in the values of the supply, by the names of fields.</summary>
    private static void Fill(JsonPart part, Supply supply)
    {
        switch (part)
        {
            case JsonFields fields:
                foreach (var field in fields.All)
                {
                    if (supply.Values.TryGetValue(field.Name.Chars!, out var value))
                    {
                        field.Value = field.Value is JsonToken ? new JsonToken(value) : new JsonText(value);
                    }
                    else
                    {
                        Fill(field.Value, supply);
                    }
                }

                break;
            case JsonItems items:
                items.All.ForEach(item => Fill(item, supply));
                break;
        }
    }
}
