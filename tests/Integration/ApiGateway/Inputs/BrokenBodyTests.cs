using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Problems;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Inputs;

/// <summary>Bodies that end in the middle or are no bodies: their sender's fault, and nobody else's.</summary>
[Collection(EdgeCollection.Name)]
public sealed class BrokenBodyTests(EdgePlatform platform)
{
    public static TheoryData<string, string> Routes => new()
    {
        { "/api/v1/auth/sign-in", "application/json" },
        { "/api/v1/auth/register", "application/json" },
        { "/api/v1/jobs", "application/json" },
        { "/api/v1/jobs/batch", "application/json" },
        { "/api/v1/jobs/bulk", "application/json" },
        { "/queues/{queue}/messages", "application/json" },
        { "/messages/1/ack", "application/json" },
        { "/messages/ack", "application/json" },
        { "/graphql", "application/json" },
        { "/api/v1/uploads", "application/offset+octet-stream" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Malformed_chunks_are_refused(string path, string type)
    {
        foreach (var chunks in new[] { "ZZ\r\nabc\r\n0\r\n\r\n", "3\r\nabcXX\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\nabc\r\n", "2\r\n{\"\r\nq\r\n", "-1\r\n\r\n", "2\r\n{}\r\n0\r\nX-A: a\0b\r\n\r\n", "0\r\nX-A: \u0080\0\r\n\r\n" })
        {
            var answer = await ExchangeAsync(await HeadAsync(path, type, "Transfer-Encoding: chunked") + chunks);
            answer.ShouldStartWith("HTTP/1.1 400", Case.Sensitive, chunks);
            answer.ShouldContain(path == "/graphql" ? "errors" : "urn:platform:problem:malformed");
            await platform.OthersAreServedAsync(chunks);
        }

        platform.GatewayServices.GetRequiredService<LastFault>().Last.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Aborted_requests_cause_no_server_error(string path, string type)
    {
        var known = platform.ServerFaults.Count;
        using var tally = new MeasurementTotals(platform.GatewayServices);
        foreach (var (framing, begun, isReset) in new[]
        {
            ("Content-Length: 100", "{\"a", false), ("Content-Length: 100", "{\"a", true),
            ("Transfer-Encoding: chunked", "64\r\n{\"a", false), ("Transfer-Encoding: chunked", "64\r\n{\"a", true),
        })
        {
            var head = await HeadAsync(path, type, framing);
            using (var client = new TcpClient())
            {
                await client.ConnectAsync(platform.Address.Host, platform.Address.Port);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + begun));

                // Meanwhile what came is read, and the rest is waited for.
                await platform.OthersAreServedAsync(path);
                if (isReset)
                {
                    client.LingerState = new LingerOption(true, 0);
                }
            }

            await platform.OthersAreServedAsync(path);
        }

        await Eventually.PassesAsync(() =>
        {
            tally.Sum("http.server.active_requests").ShouldBeLessThanOrEqualTo(0);
            tally.Sum("http.requests").ShouldBeGreaterThan(4);
            tally.Sum("kestrel.connection.duration").ShouldBeGreaterThanOrEqualTo(4);
            return Task.CompletedTask;
        });
        tally.Sum("http.requests", "status=5").ShouldBe(0);
        platform.GatewayServices.GetRequiredService<LastFault>().Last.ShouldBeNull();
        platform.ServerFaults.Skip(known).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("X-A: \u0000")]
    [InlineData("X-A: a\u0000b")]
    [InlineData("Idempotency-Key: a\u0000b")]
    public async Task Nul_in_a_header_is_refused_by_the_server(string header) =>
        (await ExchangeAsync($"GET /api/v1/jobs HTTP/1.1\r\nHost: {platform.Address.Authority}\r\n{header}\r\n\r\n")).ShouldStartWith("HTTP/1.1 400");

    [Fact]
    public async Task Invalid_UTF_8_in_a_header_is_refused_by_the_server() =>
        (await ExchangeAsync([.. Encoding.ASCII.GetBytes($"GET /api/v1/jobs HTTP/1.1\r\nHost: {platform.Address.Authority}\r\nX-A: "), 0xe9, 0xff, .. "\r\n\r\n"u8])).ShouldStartWith("HTTP/1.1 400");

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/api/v1/jobs")]
    public async Task An_undecodable_host_is_refused_by_name(string path)
    {
        var answer = await ExchangeAsync($"GET {path} HTTP/1.1\r\nHost: xn--0.example\r\n\r\n");
        answer.ShouldStartWith("HTTP/1.1 400");
        answer.ShouldContain("\"host\"");
    }

    [Theory]
    [InlineData("/api/v1/jobs?q=\u00e9", "400")]
    [InlineData("/api/v1/jobs/%00", "400")]
    [InlineData("http://localhost/api/v1/jobs?q=%00", "400")]
    public async Task Malformed_request_targets_are_refused(string target, string status) =>
        (await ExchangeAsync($"GET {target} HTTP/1.1\r\nHost: {platform.Address.Authority}\r\n\r\n")).ShouldStartWith("HTTP/1.1 " + status);

    private async Task<string> HeadAsync(string path, string type, string framing) =>
        $"POST {(path.Contains("{queue}", StringComparison.Ordinal) ? path.Replace("{queue}", await platform.NewQueueAsync(), StringComparison.Ordinal) : path)} HTTP/1.1\r\nHost: {platform.Address.Authority}\r\nContent-Type: {type}\r\n"
        + $"Authorization: {platform.Ada.DefaultRequestHeaders.Authorization}\r\nTus-Resumable: 1.0.0\r\nUpload-Length: 50\r\n{framing}\r\n\r\n";

    private Task<string> ExchangeAsync(string request) => ExchangeAsync(Encoding.UTF8.GetBytes(request));

    private async Task<string> ExchangeAsync(byte[] request)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var client = new TcpClient();
        await client.ConnectAsync(platform.Address.Host, platform.Address.Port, patience.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(request, patience.Token);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) || !IsWhole(answer.ToString()))
        {
            var read = await stream.ReadAsync(buffer, patience.Token);
            if (read == 0)
            {
                break;
            }

            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }

    private static bool IsWhole(string answer) => answer.Contains("Content-Length: 0", StringComparison.OrdinalIgnoreCase) || answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
}
