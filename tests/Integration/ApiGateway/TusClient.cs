using System.Globalization;
using System.Text.Json;

namespace Platform.Integration.ApiGateway;

/// <summary>The npm package tus-js-client, run by node.</summary>
internal static class TusClient
{
    private static readonly NodeFolder s_node = new("tus-js-client", "tests", "Integration", "ApiGateway", "tus");

    /// <summary>Uploads a file; returns the upload's address and where it was resumed.</summary>
    public static async Task<(Uri Url, long? ResumedAt)> UploadAsync(Uri endpoint, string token, string file, long chunk = 0, long abortAfter = 0, bool overridesPatch = false)
    {
        var output = await s_node.RunAsync("upload.js", endpoint.ToString(), token, file, chunk.ToString(CultureInfo.InvariantCulture), abortAfter.ToString(CultureInfo.InvariantCulture), overridesPatch ? "override" : "");
        using var json = JsonDocument.Parse(output);
        var resumed = json.RootElement.GetProperty("resumed_at");
        return (new Uri(endpoint, json.RootElement.GetProperty("url").GetString()), resumed.ValueKind == JsonValueKind.Null ? null : resumed.GetInt64());
    }

    /// <summary>Does one after another what more such clients do, and says how each ended.</summary>
    public static async Task<TusWays> TryAllAsync(Uri endpoint, string token, string file) =>
        JsonSerializer.Deserialize<TusWays>(await s_node.RunAsync("ways.js", endpoint.ToString(), token, file), JsonSerializerOptions.Web)!;
}

/// <summary>The outcomes of several kinds of uploads.</summary>
/// <param name="Resumed">One that a client after a restart found in what it had kept of the first.</param>
/// <param name="Parallel">What was answered to one in two parts at the same time.</param>
/// <param name="Deferred">What was answered to one of which the length is not known yet.</param>
/// <param name="Removed">What was answered when one that had been given up was asked for.</param>
/// <param name="Chunked">One in chunks by POST alone.</param>
/// <param name="Whole">One in a single request that also makes it.</param>
internal sealed record TusWays(TusResumed Resumed, TusRefusal Parallel, TusRefusal Deferred, int Removed, Uri Chunked, Uri Whole);

/// <summary>An upload that went on.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Found">How many such uploads the client had kept.</param>
/// <param name="From">From which byte it went on.</param>
internal sealed record TusResumed(Uri Url, int Found, long From);

/// <summary>A refusal, as the client tells it.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Body">Its text.</param>
/// <param name="Tries">How often it was asked.</param>
internal sealed record TusRefusal(int Status, string Body, int Tries);
