using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Inputs;

/// <summary>Every text and every moment that the API's document tells of, with everything that must not enter, and what may.</summary>
[Collection(EdgeCollection.Name)]
public sealed class FieldTableTests(EdgePlatform platform) : IAsyncLifetime
{
    private const int Megabyte = 1_048_576;

    private const int AmongFew = 10;

    // Of a request's head the server reads no more than 32 KiB; who sends a megabyte may miss the answer.
    private const int LongerThanAnyHead = 40_000;

    private static readonly string[] s_wrongMoments = ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-12-24T10:00:00", "2026-12-24", "24.12.2026"];

    private List<DocumentedField> _fields = [];
    private JsonElement _document;
    private string _queue = "";
    private string _job = "";

    public async Task InitializeAsync()
    {
        using var document = JsonDocument.Parse(await platform.Anonymous.GetStringAsync("/openapi/v1.json"));
        _document = document.RootElement.Clone();
        _fields = [.. DocumentedField.In(_document).Where(FieldTable.IsText), .. FieldTable.Undocumented];
        _queue = await platform.NewQueueAsync();
        using var accepted = await platform.SendAsync(platform.Ada, "POST", "/api/v1/jobs", """{"kind":"probe"}""");
        _job = JsonNode.Parse(await accepted.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void Every_field_has_a_rule()
    {
        _fields.Count.ShouldBeGreaterThan(120);
        _fields.Where(field => FieldTable.KindOf(field) is null).Select(field => field.Key).ShouldBeEmpty();
        FieldTable.Unknown(_fields).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\\u0000", "%00")]
    [InlineData("\\ud800", "%ED%A0%80")]
    public Task NUL_and_lone_surrogates_are_refused_by_field_name(string escape, string encoded) => ShouldBeRefusedAsync(escape, encoded);

    [Fact]
    [Trait("Length", "long")]
    public Task Lone_low_surrogates_are_refused_by_field_name() => ShouldBeRefusedAsync("\\udc00x", "%ED%B0%80");

    [Fact]
    public Task Noncharacters_are_refused_in_compared_texts_and_kept_elsewhere() => ShouldBeComparedAsync("\ufffe");

    [Fact]
    [Trait("Length", "long")]
    public Task The_last_noncharacter_is_refused_in_compared_texts_and_kept_elsewhere() => ShouldBeComparedAsync("\uffff");

    [Theory]
    [Trait("Length", "long")]
    [InlineData("Re\u0301sume\u0301")]
    [InlineData("a\u202egpj")]
    [InlineData("\ud83d\ude00")]
    public Task Unusual_but_valid_texts_are_accepted(string text) => TryAllAsync(
        field => FieldTable.KindOf(field) != TextKind.Moment,
        field => Request(field, text),
        (field, status, body) => status < 500 && (FieldTable.KindOf(field) == TextKind.Fixed
            || (status != 422 && !body.Contains("problem:malformed", StringComparison.Ordinal))
            || (field.Operation == "ChangePassword" && Names(body, "current_password"))
            || (field.Operation == "ChangeEmail" && Names(body, "password") && !Names(body, "new_email"))
            || body.Contains("problem:code_not_valid", StringComparison.Ordinal)));

    [Fact]
    [Trait("Length", "long")]
    public Task A_megabyte_in_a_field_is_refused() => TryAllAsync(
        field => true,
        field => Request(field, new string('m', field.Place == "body" ? Megabyte : LongerThanAnyHead)),
        (field, status, _) => status is 400 or 413 or (int)HttpStatusCode.RequestUriTooLong or (int)HttpStatusCode.RequestHeaderFieldsTooLarge);

    [Fact]
    public Task Refusals_of_internal_services_use_the_public_field_names() => TryAllAsync(
        field => FieldTable.KindOf(field) != TextKind.Moment && field.Place is "query" or "body" && (field.Path.Contains("/queues", StringComparison.Ordinal) || field.Operation == "ListJobs"),
        field => Request(field, new string('m', 501)),

        // Of a message that says only what kind of content it has, the content is missed.
        (field, status, body) => status < 500 && (status != 400 || Names(body, NameOf(field)) || (field.Name == "content_type" && Names(body, "content"))));

    [Fact]
    public Task Times_need_a_zone_and_a_valid_year() => TryAllAsync(
        field => FieldTable.KindOf(field) == TextKind.Moment,
        s_wrongMoments,
        Request,
        (field, status, body) => status == 400 && Names(body, NameOf(field)));

    [Fact]
    public Task Times_with_a_zone_are_accepted() => TryAllAsync(
        field => FieldTable.KindOf(field) == TextKind.Moment && field.Name is not ("expires_at" or "start" or "end" or "starts_at" or "ends_at" or "alerts[0].starts_at" or "swaps[0].from" or "swaps[0].to"),
        ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123456+14:00", "1970-01-01T00:00:00Z"],
        Request,
        (field, status, _) => status is >= 200 and < 300);

    private Task ShouldBeRefusedAsync(string escape, string encoded) => TryAllAsync(
        field => FieldTable.KindOf(field) != TextKind.Moment && field.Place != "header",
        field => Request(field, $"\"{FieldTable.Around(field, "\u0001")}\"".Replace("\u0001", $"a{escape}b", StringComparison.Ordinal), Encode(FieldTable.Around(field, "\u0001")).Replace("%01", $"a{encoded}b", StringComparison.Ordinal)),
        (field, status, body) => status == 400 && (field.Place == "path" ? encoded == "%00" || field.Method == "HEAD" || Names(body, "path") : Names(body, NameOf(field))));

    private Task ShouldBeComparedAsync(string noncharacter) => TryAllAsync(
        field => FieldTable.KindOf(field) != TextKind.Moment,
        field => Request(field, $"a{noncharacter}b"),
        (field, status, body) => FieldTable.KindOf(field) switch
        {
            TextKind.Normal => status == 400 && Names(body, NameOf(field)),
            TextKind.Verbatim => status < 500 && !body.Contains("problem:malformed", StringComparison.Ordinal),
            _ => status < 500,
        });

    private Task TryAllAsync(Func<DocumentedField, bool> which, Func<DocumentedField, Attempt> make, Func<DocumentedField, int, string, bool> isRight) =>
        TryAllAsync(which, [""], (field, _) => make(field), isRight);

    /// <summary>
    /// Tries every field, and no request is anything but right; another user reads after each and submits after some, as after the last: who is
    /// not served any more is found out, and where not at once, among few.
    /// </summary>
    private async Task TryAllAsync(
        Func<DocumentedField, bool> which, IReadOnlyList<string> texts, Func<DocumentedField, string, Attempt> make, Func<DocumentedField, int, string, bool> isRight)
    {
        var wrong = new List<string>();
        var tried = 0;
        foreach (var field in _fields.Where(which))
        {
            foreach (var text in texts)
            {
                var attempt = make(field, text);
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
                using var answer = await platform.SendAsync(ClientOf(field), field.Method, attempt.Target, attempt.Body, attempt.Headers);
                var body = answer.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync(patience.Token);
                if (!isRight(field, (int)answer.StatusCode, body))
                {
                    wrong.Add($"{field.Key} {text}: {(int)answer.StatusCode} {body[..Math.Min(body.Length, 300)]}");
                }

                tried++;
                await (tried % AmongFew == 0 ? platform.OthersAreServedAsync(field.Key) : platform.OthersReadAsync(field.Key));
            }
        }

        await platform.OthersAreServedAsync("the last");
        tried.ShouldBeGreaterThan(5);
        wrong.ShouldBeEmpty();
    }

    private HttpClient ClientOf(DocumentedField field) => field.Path.Contains("/monitoring/", StringComparison.Ordinal) || field.Path.Contains("/operations/", StringComparison.Ordinal) || field.Path.Contains("/audit", StringComparison.Ordinal) || field.Path.StartsWith("/logs", StringComparison.Ordinal)
        ? platform.Operator
        : field.Operation is "Register" or "SignIn" or "Refresh" ? platform.Anonymous : platform.Ada;

    private Attempt Request(DocumentedField field, string text) =>
        Request(field, JsonValue.Create(FieldTable.Around(field, text)).ToJsonString(), Encode(FieldTable.Around(field, text)), text);

    private Attempt Request(DocumentedField field, string json, string encoded, string text = "")
    {
        var path = string.Join('/', field.Path.Split('/').Select(segment => !segment.StartsWith('{') ? segment
            : field.Place == "path" && segment.Trim('{', '}') == field.Name ? encoded
            : segment switch
            {
                "{queue_name}" => _queue,
                "{message_id}" => "1",
                "{user}" => "nobody@example.com",
                "{filename}" => "none.log",
                "{name}" => "job",
                "{revision}" => "1",
                "{number}" => "1",
                _ => _job,
            }));
        var query = field.Place == "query"
            ? string.Join('&', (FieldTable.QueryOf(field)?.Split('&') ?? []).Where(pair => pair.Split('=')[0] != field.Name).Append($"{field.Name}={encoded}"))
            : FieldTable.QueryOf(field);
        return new Attempt(
            query is null ? path : $"{path}?{query}",
            field.Place == "body" ? FieldTable.BodyWith(field, Example(field), json) : field.Method is "POST" or "PUT" or "PATCH" && Example(field) is { } example ? example.ToJsonString() : null,
            field.Place == "header" ? [(field.Name, text)] : []);
    }

    private JsonNode? Example(DocumentedField field) =>
        _document.GetProperty("paths").GetProperty(field.Path).GetProperty(field.Method.ToLowerInvariant()).TryGetProperty("requestBody", out var body)
        && body.GetProperty("content").TryGetProperty("application/json", out var json) && json.TryGetProperty("example", out var example)
            ? JsonNode.Parse(example.GetRawText())
            : null;

    private static string NameOf(DocumentedField field) => field.Name.Replace("*", "x", StringComparison.Ordinal);

    private static bool Names(string body, string field)
    {
        if (field.Length == 0 || JsonNode.Parse(body) is not JsonObject problem)
        {
            return false;
        }

        // GraphQL has its own form of errors.
        return problem["errors"] is JsonObject errors ? errors.ContainsKey(field) : problem["errors"]?[0]?["message"]?.GetValue<string>().Contains(field, StringComparison.Ordinal) == true;
    }

    private static string Encode(string text)
    {
        var encoded = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)unit))
            {
                encoded.Append((char)unit);
            }
            else
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
            }
        }

        return encoded.ToString();
    }

    private sealed record Attempt(string Target, string? Body, (string Name, string Value)[] Headers);
}
