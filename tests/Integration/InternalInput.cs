using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Platform.Integration;

/// <summary>
/// What nobody should send to a route of an internal API, whatever the gateway lets through, and the answer that it has to get: that the
/// request is wrong, and never that the service is.
/// </summary>
internal static class InternalInput
{
    // Raw JSON in the place of a value.
    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "0.5", "99", "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e999", "-1e999",
        "{}", "[]", "[null]", "[\"a\\u0000\"]", "[\"\\ud800\"]", "[99]", "[-1]",
        "\"\"", "\"a\\u0000b\"", "\"\\u0000\"", "\"\\ud800\"", "\"x\\udc00y\"", "\"\\ud800\\ud800\"", "\"%\"", "\"nonsense\"", "\"" + new string('x', 20_000) + "\"",
        "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"1969-12-31T23:59:59Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"-infinity\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"ffffffff-ffff-ffff-ffff-ffffffffffff\"",
        new string('[', 70) + new string(']', 70), new string('[', 61) + new string(']', 61), new string('[', 2000) + new string(']', 2000),
        "{\"a\\ud800\":1}", "{\"a\\u0000\":1}",
    ];

    private static readonly byte[][] s_bodies =
    [
        [], "null"u8.ToArray(), "7"u8.ToArray(), "[]"u8.ToArray(), "{}"u8.ToArray(), "{"u8.ToArray(), "\"\\ud800\""u8.ToArray(), [0xFF, 0xFE], [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'], [0],
        Encoding.UTF8.GetBytes(new string('[', 100_000)), Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}"),
    ];

    private static readonly string[] s_queryValues =
        ["", "-1", "0", "9223372036854775807", "9223372036854775808", "1e999", "%00", "a%00", "%ED%A0%80", "%FF", "x", "1.5", "00000000-0000-0000-0000-000000000000"];

    /// <summary>The routes of a service's internal API. Those of log files are of every service, and have tests of their own.</summary>
    public static IEnumerable<string> Routes(IServiceProvider services) =>
        services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(route => route.StartsWith("/internal/", StringComparison.Ordinal) && !route.StartsWith("/internal/v1/logs", StringComparison.Ordinal));

    public static async Task<HttpResponseMessage> PostAsync(HttpClient http, string path, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        return await http.PostAsync($"/internal/v1/{path}", content);
    }

    /// <summary>Sends every mutant of a body.</summary>
    public static Task SendMutantsAsync(HttpClient http, string path, Func<string> body) =>
        Parallel.ForEachAsync(Mutants(body), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (mutant, _) =>
        {
            using HttpResponseMessage answer = await PostAsync(http, path, mutant);
            await IsAnsweredAsync(answer, Encoding.UTF8.GetString(mutant.Length > 600 ? mutant[..600] : mutant));
        });

    /// <summary>Asks with every odd value of some names in the query.</summary>
    public static async Task AskOddlyAsync(HttpClient http, string path, string names)
    {
        foreach (string query in names.Split(',').SelectMany(_ => s_queryValues, (name, value) => $"?{name}={value}"))
        {
            using HttpResponseMessage answer = await http.GetAsync($"/internal/v1/{path}{query}");
            await IsAnsweredAsync(answer, query);
        }
    }

    private static async Task IsAnsweredAsync(HttpResponseMessage answer, string request)
    {
        int status = (int)answer.StatusCode;
        string body = await answer.Content.ReadAsStringAsync();
        status.ShouldBeLessThan(500, $"{request} → {body}");
        if (status >= 400)
        {
            answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", $"{request} → {status} {body}");
            JsonElement.Parse(body).GetProperty("status").GetInt32().ShouldBe(status);
        }
        else if (status != 204)
        {
            JsonDocument.Parse(body).Dispose();
        }
    }

    private static IEnumerable<byte[]> Mutants(Func<string> body)
    {
        foreach (byte[] odd in s_bodies)
        {
            yield return odd;
        }

        for (int at = 0; ; at++)
        {
            // A mark in the place of one value after the other.
            JsonNode root = JsonNode.Parse(body())!;
            int count = 0;
            if (!Mark(root, at, ref count))
            {
                break;
            }

            string text = root.ToJsonString();
            foreach (string value in s_values)
            {
                yield return Encoding.UTF8.GetBytes(text.Replace("\"@@@\"", value, StringComparison.Ordinal));
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text.Replace("@@@", "a@@@", StringComparison.Ordinal));
            bytes[bytes.AsSpan().IndexOf("@@@"u8)] = 0xFF;
            yield return bytes;
        }
    }

    private static bool Mark(JsonNode node, int at, ref int count)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (string name in fields.Select(field => field.Key).ToList())
                {
                    if (count++ == at)
                    {
                        fields[name] = "@@@";
                        return true;
                    }

                    if (fields[name] is { } inner && Mark(inner, at, ref count))
                    {
                        return true;
                    }
                }

                return false;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    if (count++ == at)
                    {
                        items[i] = "@@@";
                        return true;
                    }

                    if (items[i] is { } inner && Mark(inner, at, ref count))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }
}
