using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Platform.ObjectStorage;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>Checks uploads with a common client (npm's tus-js-client), beyond plain ones.</summary>
public sealed class TusClientTests(TusClientTests.Fixture gateway) : IClassFixture<TusClientTests.Fixture>
{
    private const string Page = "https://page.example";

    [Fact]
    public async Task Uploads_resume_after_a_restart_and_unsupported_features_are_refused_without_retries()
    {
        var user = await gateway.SignUpAsync();
        using var folder = new TemporaryFolder();
        var content = RandomNumberGenerator.GetBytes(700_000);
        var file = folder.File("ways.wav");
        await File.WriteAllBytesAsync(file, content);

        var ways = await TusClient.TryAllAsync(new Uri(gateway.Address, "/api/v1/uploads"), user.Tokens.AccessToken, file);

        ways.Resumed.Found.ShouldBe(1);
        ways.Resumed.From.ShouldBeGreaterThan(0);
        foreach (var url in (Uri[])[ways.Resumed.Url, ways.Chunked, ways.Whole])
        {
            (await StoredAsync(url)).AsSpan().SequenceEqual(content).ShouldBeTrue($"{url} has the bytes that were sent");
        }

        // Each of the two parts is a request.
        ways.Parallel.Tries.ShouldBeLessThanOrEqualTo(2);
        ways.Parallel.Status.ShouldBe(400);
        ways.Parallel.Body.ShouldContain("concatenation is not supported");
        ways.Deferred.Tries.ShouldBe(1);
        ways.Deferred.Status.ShouldBe(400);
        ways.Deferred.Body.ShouldContain("creation-defer-length is not supported");
        ways.Removed.ShouldBe(404);
    }

    [Fact]
    public async Task An_allowed_origin_may_read_all_headers_of_the_protocol()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/uploads");
        request.Headers.Add("Origin", Page);
        using var answer = await gateway.Anonymous.SendAsync(request);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe([Page]);
        var exposed = answer.Headers.GetValues("Access-Control-Expose-Headers").SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries)).ToList();
        exposed.ShouldContain("Tus-Checksum-Algorithm");
        answer.Headers.Select(header => header.Key).Where(name => name.StartsWith("Tus-", StringComparison.OrdinalIgnoreCase)).Except(exposed, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
        ((string[])["Location", "Upload-Offset", "Upload-Length", "Upload-Metadata", "Upload-Expires"]).Except(exposed, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
    }

    private async Task<byte[]> StoredAsync(Uri url)
    {
        var storage = gateway.Services.GetRequiredService<IObjectStore>();
        await using var stored = await storage.OpenReadAsync(ObjectKeys.Upload(Guid.Parse(url.ToString().Split('/')[^1])));
        using var bytes = new MemoryStream();
        await stored.ShouldNotBeNull().Content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override Dictionary<string, string> Settings => new()
        {
            ["Cors:Origins:0"] = Page,
            ["Uploads:PartBytes"] = "65536",
        };
    }
}
