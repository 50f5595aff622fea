using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Platform.ApiGateway.Documentation;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>The OpenAPI document is valid, and says what the API does.</summary>
[Collection(GatewayCollection.Name)]
public sealed partial class DocumentTests(GatewayFixture gateway)
{
    private static readonly string[] s_numbers = ["integer", "number"];

    /// <summary>Operations whose answers are nothing but headers.</summary>
    private static readonly string[] s_withoutBody = ["UploadOptions", "CreateUpload", "GetUploadOffset", "DeleteAccount", "SendVerification", "ChangeEmail", "ForgottenPassword"];

    [Fact]
    public async Task An_OpenAPI_reader_reports_no_error()
    {
        var read = OpenApiDocument.Parse(await TextAsync(), "json");
        read.Diagnostic.ShouldNotBeNull();
        read.Diagnostic.Errors.Select(error => $"{error.Pointer}: {error.Message}").ShouldBeEmpty();
        read.Diagnostic.Warnings.Select(error => $"{error.Pointer}: {error.Message}").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_document_is_generated_once()
    {
        var file = gateway.Services.GetRequiredService<DocumentFile>();
        var made = await file.ReadAsync();
        (await file.ReadAsync()).ShouldBeSameAs(made);
        (await gateway.Anonymous.GetByteArrayAsync("/openapi/v1.json")).AsSpan().SequenceEqual(made).ShouldBeTrue();
    }

    [Fact]
    public async Task Every_path_segment_has_its_parameter_and_parameters_are_unambiguous()
    {
        using var document = JsonDocument.Parse(await TextAsync());
        var faults = new List<string>();
        var ids = new List<string>();
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            var placeholders = Placeholder().Matches(path.Name).Select(match => match.Value[1..^1]).ToArray();
            foreach (var operation in path.Value.EnumerateObject())
            {
                ids.Add(operation.Value.GetProperty("operationId").GetString()!);
                var parameters = operation.Value.TryGetProperty("parameters", out var listed) ? listed.EnumerateArray().ToArray() : [];
                var named = parameters.Where(parameter => Of(parameter, "in") == "path").ToArray();
                if (!named.Select(parameter => Of(parameter, "name")).Order(StringComparer.Ordinal).SequenceEqual(placeholders.Order(StringComparer.Ordinal), StringComparer.Ordinal))
                {
                    faults.Add($"{operation.Name} {path.Name}: parameters {string.Join(", ", named.Select(parameter => Of(parameter, "name")))}");
                }

                faults.AddRange(named.Where(parameter => !parameter.TryGetProperty("required", out var required) || !required.GetBoolean())
                    .Select(parameter => $"{operation.Name} {path.Name}: {Of(parameter, "name")} is not required"));
                faults.AddRange(parameters.GroupBy(parameter => (Of(parameter, "in"), Of(parameter, "name"))).Where(same => same.Count() > 1)
                    .Select(same => $"{operation.Name} {path.Name}: {same.Key} twice"));
                faults.AddRange(parameters.Where(parameter => !parameter.TryGetProperty("schema", out var schema) || !schema.EnumerateObject().Any())
                    .Select(parameter => $"{operation.Name} {path.Name}: {Of(parameter, "name")} has no type"));
            }
        }

        faults.ShouldBeEmpty();
        ids.ShouldBeUnique();
    }

    [Fact]
    public async Task Every_response_has_a_schema_and_nullable_properties_are_not_required()
    {
        using var document = JsonDocument.Parse(await TextAsync());
        var faults = new List<string>();
        foreach (var operation in document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
        {
            var id = operation.Value.GetProperty("operationId").GetString()!;
            faults.AddRange(operation.Value.GetProperty("responses").EnumerateObject()
                .Where(answer => answer.Name[0] == '2' && answer.Name != "204" && !s_withoutBody.Contains(id, StringComparer.Ordinal) && !IsTyped(answer.Value)).Select(answer => $"{id}: {answer.Name} has no type"));
        }

        foreach (var schema in document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject().Where(schema => schema.Value.TryGetProperty("required", out _)))
        {
            var properties = schema.Value.GetProperty("properties");
            faults.AddRange(schema.Value.GetProperty("required").EnumerateArray().Select(name => name.GetString()!)
                .Where(name => IsNullable(properties.GetProperty(name))).Select(name => $"{schema.Name}: {name} may be null and is required"));
        }

        faults.ShouldBeEmpty();

        static bool IsTyped(JsonElement answer) =>
            answer.TryGetProperty("content", out var content) && content.EnumerateObject().Any() && content.EnumerateObject().All(type => type.Value.TryGetProperty("schema", out _));

        static bool IsNullable(JsonElement property) =>
            (property.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Any(one => one.GetString() == "null"))
            || (property.TryGetProperty("oneOf", out var choices) && choices.EnumerateArray().Any(choice => choice.TryGetProperty("type", out var one) && one.ValueKind == JsonValueKind.String && one.GetString() == "null"));
    }

    [Fact]
    public async Task Nullable_properties_of_bodies_are_marked()
    {
        using var document = JsonDocument.Parse(await TextAsync());
        var nullability = new NullabilityInfoContext();
        var types = typeof(CreateJobRequest).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(CreateJobRequest).Namespace && type is { IsGenericType: false, IsNested: false }).ToDictionary(type => type.Name, StringComparer.Ordinal);
        var faults = new List<string>();
        var found = 0;
        foreach (var schema in document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject().Where(schema => types.ContainsKey(schema.Name) && schema.Value.TryGetProperty("properties", out _)))
        {
            foreach (var property in types[schema.Name].GetProperties().Where(property => nullability.Create(property).ReadState == NullabilityState.Nullable))
            {
                if (schema.Value.GetProperty("properties").TryGetProperty(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), out var described))
                {
                    found++;
                    if (!MayBeNull(document.RootElement, described))
                    {
                        faults.Add($"{schema.Name}: {property.Name}");
                    }
                }
            }
        }

        faults.ShouldBeEmpty();
        found.ShouldBeGreaterThan(50);
        MayBeNull(document.RootElement, document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("CreateJobRequest").GetProperty("properties").GetProperty("input").GetProperty("properties").GetProperty("speakers")).ShouldBeTrue();
    }

    [Fact]
    public async Task Every_operation_with_a_body_documents_its_refusals()
    {
        using var document = JsonDocument.Parse(await TextAsync());
        var faults = new List<string>();
        var refused = 0;
        var user = await gateway.SignUpAsync();
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var id = operation.Value.GetProperty("operationId").GetString();
                var answers = operation.Value.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ToHashSet(StringComparer.Ordinal);
                if (operation.Value.TryGetProperty("requestBody", out _))
                {
                    faults.AddRange(((string[])["400", "413", "415"]).Where(status => !answers.Contains(status)).Select(status => $"{id}: {status} is not documented"));
                }

                if (operation.Name is "get" or "head" or "options")
                {
                    continue;
                }

                // Some of these end the session.
                var sender = path.Name.Contains("/auth/", StringComparison.Ordinal) ? await gateway.SignUpAsync() : user;
                var address = Placeholder().Replace(path.Name, part => part.Value switch { "{message_id}" => "1", "{queue_name}" => "orders", _ => Guid.Empty.ToString() });
                using var request = new HttpRequestMessage(new HttpMethod(operation.Name.ToUpperInvariant()), address) { Content = new StringContent("text", MediaTypeHeaderValue.Parse("text/plain")) };
                using var answer = await sender.Client.SendAsync(request);
                if (answer.StatusCode == HttpStatusCode.UnsupportedMediaType)
                {
                    refused++;
                    if (!answers.Contains("415"))
                    {
                        faults.Add($"{id}: answers 415 and does not say so");
                    }
                }
            }
        }

        faults.ShouldBeEmpty();
        refused.ShouldBeGreaterThan(25);
    }

    [Fact]
    public async Task Numbers_have_numeric_types_and_references_resolve()
    {
        using var document = JsonDocument.Parse(await TextAsync());
        var faults = new List<string>();
        var numbers = 0;
        Walk(document.RootElement, "#", (at, element) =>
        {
            if (element.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String && !Leads(document.RootElement, reference.GetString()!))
            {
                faults.Add($"{at}: {reference} leads nowhere");
            }

            if (!element.TryGetProperty("type", out var type) || at.EndsWith("/properties", StringComparison.Ordinal))
            {
                return;
            }

            var types = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!).ToArray() : [type.ToString()];
            if (!types.Intersect(s_numbers, StringComparer.Ordinal).Any())
            {
                return;
            }

            numbers++;
            if (types.Except(s_numbers, StringComparer.Ordinal).Except(["null"], StringComparer.Ordinal).Any())
            {
                faults.Add($"{at}: {type}");
            }

            if (element.TryGetProperty("pattern", out _))
            {
                faults.Add($"{at}: a pattern is for texts");
            }
        });
        faults.ShouldBeEmpty();
        numbers.ShouldBeGreaterThan(50);
    }

    [Theory]
    [InlineData("POST", "/api/v1/jobs", """{"kind":"probe","max_attempts":"3"}""", "max_attempts")]
    [InlineData("POST", "/api/v1/queues", """{"name":"orders","delay_seconds":"3"}""", "delay_seconds")]
    [InlineData("PATCH", "/api/v1/queues/orders", """{"ttl_seconds":"3"}""", "ttl_seconds")]
    [InlineData("POST", "/api/v1/queues/orders/dead-letters/replay", """{"ids":["3"]}""", "ids[0]")]
    public async Task A_quoted_number_is_refused(string method, string path, string body, string field)
    {
        var user = await gateway.SignUpAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json")) };
        using var answer = await user.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Problem.ReadAsync(answer)).Errors!.Keys.ShouldBe([field]);
    }

    /// <summary>Whether a schema takes null: by its type, by one of its choices, by what it refers to, or because it takes anything.</summary>
    private static bool MayBeNull(JsonElement root, JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return MayBeNull(root, reference.GetString()!.Split('/').Skip(1).Aggregate(root, (at, part) => at.GetProperty(part)));
        }

        if (schema.TryGetProperty("oneOf", out var choices) || schema.TryGetProperty("anyOf", out choices))
        {
            return choices.EnumerateArray().Any(choice => MayBeNull(root, choice));
        }

        return schema.TryGetProperty("type", out var type)
            ? type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(one => one.GetString() == "null") : type.GetString() == "null"
            : !schema.TryGetProperty("enum", out var values) || values.EnumerateArray().Any(value => value.ValueKind == JsonValueKind.Null);
    }

    private static string? Of(JsonElement parameter, string name) => parameter.GetProperty(name).GetString();

    private static bool Leads(JsonElement root, string reference)
    {
        var at = root;
        foreach (var part in reference.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
            {
                return false;
            }
        }

        return reference.StartsWith("#/", StringComparison.Ordinal);
    }

    /// <summary>Every object of the document, but for examples, which may hold anything.</summary>
    private static void Walk(JsonElement element, string at, Action<string, JsonElement> visit)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
            {
                Walk(item, $"{at}/{index}", visit);
            }
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        visit(at, element);
        foreach (var member in element.EnumerateObject().Where(member => member.Name is not ("example" or "examples" or "default" or "enum")))
        {
            Walk(member.Value, $"{at}/{member.Name}", visit);
        }
    }

    private Task<string> TextAsync() => gateway.Anonymous.GetStringAsync("/openapi/v1.json");

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Placeholder();
}
