using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Database;
using Platform.Frontend.Gateway;
using Platform.ServiceDefaults.Resilience;
using Shouldly;
using Xunit;

namespace Platform.Integration.Frontend;

/// <summary>Checks that no request causes a 5xx of the page, that each refusal has a reason, and that other users are not affected.</summary>
public sealed partial class EndpointTests(PageFixture page) : IClassFixture<PageFixture>
{
    private const string Id = "01a1fd00-8988-7c2f-8b6b-678ed2adb173";
    private const string Form = "Content-Type: application/x-www-form-urlencoded\n";
    private const string Person = "Accept: text/html\nSec-Fetch-Mode: navigate\n";
    private const string Program = "Accept: */*\n";

    // What all services have, and what Blazor has: not pages, and not for people.
    private static readonly string[] s_services = ["/health", "/status", "/info", "/metrics", "/internal/", "/_blazor"];

    // As they stand in an address or a form.
    private static readonly string[] s_texts =
    [
        "", "%00", "a%00b", "%ff", "%c3%28", "%ed%a0%80", "%ef%bf%be", "%ef%bf%bf", "%e2%80%ae", "e%cc%81", "..%2f..%2fetc%2fpasswd", "%2e%2e%2f", "%5c%5cexample.org", "%25%30%30", "%u0000", "%", "%zz",
        "'%22%3e%3cb%3e", "-1", "true", "1e999", "99999999999999999999", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00%2b14:00", "9999-12-31T23:59:59.9999999Z", "2030-02-30", new string('a', 4_000),
    ];

    [Fact]
    public async Task Every_route_answers_for_any_address()
    {
        var requests = new List<string>();
        foreach (var endpoint in page.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            if (endpoint.RoutePattern.Parameters.Count == 0 && endpoint.RoutePattern.RawText?.Contains('.', StringComparison.Ordinal) == true)
            {
                // A file that is sent as it is.
                continue;
            }

            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                var paths = endpoint.RoutePattern.Parameters.Count == 0 ? [PathOf(endpoint, null)] : s_texts.Append(null).Select(text => PathOf(endpoint, text));

                foreach (var path in paths.Concat(QueriesOf(endpoint)))
                {
                    // By turns: each route is asked by both, and each text is sent by both.
                    requests.Add($"{method} {path} HTTP/1.1\n{(int.IsEvenInteger(requests.Count) ? Program : Person)}Cookie: {page.Cookies}\n");
                }

                requests.Add($"{method} {PathOf(endpoint, null)} HTTP/1.1\n{Program}");
                requests.Add($"{method} {PathOf(endpoint, null)} HTTP/1.1\n{Person}");
            }
        }

        requests.Count.ShouldBeGreaterThan(500);
        await AllAreAnsweredAsync(requests.Select(request => (request, Array.Empty<byte>())));
    }

    [Theory]
    [InlineData("https://elsewhere.example", 403)]
    [InlineData("null", 403)]
    [InlineData(null, 404)]
    public async Task Captions_are_saved_from_pages_of_this_site_only(string? origin, int status)
    {
        var from = origin is null ? "" : $"Origin: {origin}\n";
        var head = $"PUT /captions/{Id}/document HTTP/1.1\n{Program}{from}If-Match: \"r0\"\nContent-Type: application/json\nContent-Length: 11\nCookie: {page.Cookies}\n";
        (await AllAreAnsweredAsync([(head, "{\"cues\":[]}"u8.ToArray())])).ShouldHaveSingleItem().Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("PUT", "/shared/" + Id + "/document", "https://elsewhere.example", 403)]
    [InlineData("PUT", "/shared/" + Id + "/document", null, 401)]
    [InlineData("POST", "/shared/" + Id + "/comments", "https://elsewhere.example", 403)]
    [InlineData("POST", "/shared/" + Id + "/comments", null, 401)]
    [InlineData("DELETE", "/shared/" + Id + "/comments/" + Id, "https://elsewhere.example", 403)]
    [InlineData("POST", "/shared/open", "https://elsewhere.example", 403)]
    [InlineData("POST", "/embed/open", "null", 403)]
    [InlineData("POST", "/shared/open", null, 404)]
    public async Task Links_are_opened_and_used_from_pages_of_this_site_only(string method, string path, string? origin, int status)
    {
        var from = origin is null ? "" : $"Origin: {origin}\n";
        var head = $"{method} {path} HTTP/1.1\n{Program}{from}X-Api-Key: no%20token\nContent-Type: application/json\nContent-Length: 2\n";
        (await AllAreAnsweredAsync([(head, "{}"u8.ToArray())])).ShouldHaveSingleItem().Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("/shared/" + Id)]
    [InlineData("/embed/" + Id)]
    public async Task Pages_of_links_are_kept_by_no_cache(string path)
    {
        using var browser = new HttpClient { BaseAddress = page.Address };
        using var answer = await browser.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl.ShouldNotBeNull().NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/sign-in", "sign-in", "Form.Email")]
    [InlineData("/sign-in", "sign-in", "Form.Password")]
    [InlineData("/sign-up", "sign-up", "Form.Email")]
    [InlineData("/sign-up", "sign-up", "Form.Password")]
    [InlineData("/forgotten-password", "forgotten-password", "Form.Email")]
    [InlineData("/reset-password", "reset-password", "Form.Email")]
    [InlineData("/reset-password", "reset-password", "Form.Password")]
    [InlineData("/verify-email", "verify-email", "Form.Email")]
    public async Task Every_form_field_accepts_any_text(string path, string handler, string field)
    {
        var (token, cookie) = await FormAsync(path);
        var fields = new Dictionary<string, string> { ["_handler"] = handler, ["__RequestVerificationToken"] = token, ["Form.Email"] = "nobody%40example.org", ["Form.Password"] = "none%20of%20these" };
        List<string> texts = [.. s_texts.Append(new string('a', 200_000)).Append(new string('a', 1_000_000)).Select(text => field == "Form.Email" ? text + "%40example.org" : text)];
        var answers = await AllAreAnsweredAsync(texts.Select((text, index) =>
        {
            // By turns in one coding of forms and in the other; a NUL as it is in the one that can have it.
            var sent = fields.Select(pair => (pair.Key, Value: pair.Key == field ? text : pair.Value)).ToList();
            return int.IsEvenInteger(index)
                ? Post(path, $"{Person}Content-Type: multipart/form-data; boundary=edge\nCookie: {cookie}\n", Multipart(sent))
                : Post(path, $"{Person}{Form}Cookie: {cookie}\n", string.Join('&', sent.Select(pair => $"{pair.Key}={pair.Value}")));
        }));

        // Refused at the field, above the form, or let in as what it is: an account of that name.
        answers.Where(answer => answer.Status != 302 && !answer.Body.Contains("field-error", StringComparison.Ordinal) && !answer.Body.Contains("class=\"trouble\"", StringComparison.Ordinal))
            .Select(answer => $"{answer.Status} {Short(answer.Sent)}").ShouldBeEmpty();
        var ofNul = answers.Where(answer => answer.Sent.Contains("a\0b", StringComparison.Ordinal)).ShouldHaveSingleItem();
        ofNul.Status.ShouldBe(400);
        ofNul.Body.ShouldContain(field == "Form.Email" ? "email-error" : "password-error");
    }

    [Fact]
    public async Task An_unreadable_form_or_one_without_a_valid_token_is_shown_again()
    {
        var (token, cookie) = await FormAsync("/sign-in");
        var good = $"_handler=sign-in&__RequestVerificationToken={token}&Form.Email=nobody%40example.org&Form.Password=none%20of%20these";
        var session = page.Cookies;
        List<(string Head, byte[] Body)> requests = [];
        foreach (var path in (string[])["/sign-in", "/sign-up", "/sign-out", "/jobs"])
        {
            foreach (var (name, body) in (Dictionary<string, string>)new()
            {
                ["nothing"] = "",
                ["no token"] = "_handler=sign-in&Form.Email=a%40b&Form.Password=c",
                ["a wrong token"] = $"_handler=sign-in&__RequestVerificationToken={token[..20]}&Form.Email=a%40b",
                ["a token of bytes"] = "_handler=sign-in&__RequestVerificationToken=%00%ff",
                ["no handler"] = good.Replace("_handler=sign-in&", "", StringComparison.Ordinal),
                ["another handler"] = good.Replace("sign-in", "%00", StringComparison.Ordinal),
                ["two handlers"] = good + "&_handler=sign-up",
                ["two tokens"] = good + $"&__RequestVerificationToken={token}",
                ["two addresses"] = good + "&Form.Email=b",
                ["no fields"] = $"_handler=sign-in&__RequestVerificationToken={token}",
                ["fields of fields"] = good + "&Form.Email.Length=1&Form[0]=x&Form.Email[0]=y",
                ["2,000 fields"] = good + string.Concat(Enumerable.Range(0, 2_000).Select(number => $"&f{number}=1")),
            })
            {
                requests.Add(Post(path, $"{Person}{Form}X-Case: {name}\nCookie: {cookie}\n", body));
                requests.Add(Post(path, $"{Program}{Form}X-Case: {name}\nCookie: {cookie}\n", body));
                requests.Add(Post(path, $"{Person}{Form}X-Case: {name}\nCookie: {session}\n", body));
                requests.Add(Post(path, $"{Person}{Form}X-Case: {name}\n", body));
            }

            foreach (var type in (string[])["text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=nothing", "\u00e9", ""])
            {
                requests.Add(Post(path, $"{Person}Content-Type: {type}\nCookie: {cookie}\n", "--x\r\nContent-Disposition: form-data; name=\"Form.Email\"\r\n\r\na"));
                requests.Add(Post(path, $"{Program}Content-Type: {type}\nCookie: {cookie}\n", "--x\r\nContent-Disposition: form-data\r\n\r\n\0\r\n--x--"));
            }

            foreach (var chunks in (string[])["zz\r\n", "5\r\nab\r\n0\r\n\r\n", "-1\r\n", "ffffffffffffffff\r\na", "2\r\nabXX", "1\r\na\r\n0\r\nX-A: a\0b\r\n\r\n"])
            {
                requests.Add(($"POST {path} HTTP/1.1\n{Person}{Form}Cookie: {cookie}\nTransfer-Encoding: chunked\n", Encoding.ASCII.GetBytes(chunks)));
            }
        }

        await AllAreAnsweredAsync(requests);
        (await page.Gateway.SignInAsync("operator@example.com")).Client.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("xn--0.example")]
    [InlineData("a..b")]
    [InlineData("localhost:99999999")]
    public async Task An_invalid_host_is_refused(string host)
    {
        foreach (var path in (string[])["/", "/sign-in", "/nowhere", "/jobs", $"/media/{Id}"])
        {
            foreach (var accept in (string[])[Person, Program])
            {
                var answer = await RawHttp.SendAsync(page.Address, $"GET {path} HTTP/1.1\n{accept}Cookie: {page.Cookies}\n", [], host: host);
                (answer.Status, answer.ContentType).ShouldBe((400, "application/problem+json"), path);
            }
        }

        await NobodyNoticedAsync();
    }

    [Theory]
    [InlineData("Origin: http://page.example\n", 200)]
    [InlineData("Origin: https://page.example\n", 200)]
    [InlineData("", 200)]
    [InlineData("Origin: http://other.example\n", 403)]
    [InlineData("Origin: http://page.example.other\n", 403)]
    [InlineData("Origin: http://page.example:81\n", 403)]
    [InlineData("Origin: null\n", 403)]
    [InlineData("Origin: \n", 403)]
    [InlineData("Origin: http://page.example\nOrigin: http://other.example\n", 403)]
    public async Task Only_pages_of_this_site_connect_to_a_circuit(string origin, int status)
    {
        var answer = await RawHttp.SendAsync(
            page.Address, $"POST /_blazor/negotiate?negotiateVersion=1 HTTP/1.1\n{Program}{origin}Cookie: {page.Cookies}\nContent-Length: 0\n", [], host: "page.example");
        answer.Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("\u00ff")]
    [InlineData("a\u00c3(")]
    [InlineData("\u00ed\u00a0\u0080")]
    public async Task Invalid_text_is_refused_and_not_stored_altered(string bytes)
    {
        var (token, cookie) = await FormAsync("/sign-up");
        var (head, body) = Post("/sign-up", $"{Person}{Form}Cookie: {cookie}\n", $"_handler=sign-up&__RequestVerificationToken={token}&Form.Email={bytes}%40example.org&Form.Password=correct%20horse%20battery");
        (await RawHttp.SendAsync(page.Address, head, body)).Status.ShouldBe(400);
    }

    [Fact]
    public async Task The_gateway_gets_the_visitors_address_at_sign_in()
    {
        var user = await page.Gateway.SignUpAsync();
        await page.SignInAsync(user.Email, IPAddress.Parse("127.0.0.7"));
        await using var scope = page.Gateway.Services.CreateAsyncScope();
        var addresses = await scope.ServiceProvider.GetRequiredService<IdentityDb>().SecurityEvents
            .Where(e => e.UserId == user.Id && e.Event == "sign_in.succeeded").Select(e => e.Address).ToListAsync();
        addresses.Select(address => address!.MapToIPv4().ToString()).ShouldContain("127.0.0.7");
    }

    [Theory]
    [InlineData("127.0.0.99", "203.0.113.7")]
    [InlineData("127.0.0.8", "127.0.0.8")]
    public async Task A_visitors_address_is_taken_from_known_proxies_only(string from, string expected)
    {
        var user = await page.Gateway.SignUpAsync();
        await page.SignInAsync(user.Email, IPAddress.Parse(from), "198.51.100.1, 203.0.113.7");
        await using var scope = page.Gateway.Services.CreateAsyncScope();
        var addresses = await scope.ServiceProvider.GetRequiredService<IdentityDb>().SecurityEvents
            .Where(e => e.UserId == user.Id && e.Event == "sign_in.succeeded").Select(e => e.Address).ToListAsync();
        var told = addresses.Select(address => address!.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address.ToString()).ToList();
        told.ShouldContain(expected);
        told.ShouldNotContain("198.51.100.1");
    }

    [Fact]
    public async Task Forged_cookies_are_treated_as_anonymous()
    {
        var stolen = page.Cookies.Split("platform-session=")[1].Split(';')[0];
        var answers = await AllAreAnsweredAsync(((string[])
        [
            "platform-session=", "platform-session=a", "platform-session=%00%ff", "platform-session=" + new string('a', 20_000), "platform-session=" + stolen[..^5], "platform-session=" + stolen + "A",
            "platform-session=chunks-2", "platform-session=chunks-0", "platform-session=chunks--1", "platform-session=chunks-2147483647", "platform-session=chunks-99999999; platform-sessionC1=a",
            "platform-session=\u00e9", "platform-antiforgery=%00; platform-session=%2f", "theme=%00", "theme=\"dark", "=", ";;;", "platform-session",
        ]).SelectMany(cookie => ((string[])["/jobs", "/sign-in", "/session", $"/media/{Id}", "/uploads"]).SelectMany(path => ((string[])[Person, Program]).Select(
            accept => ($"GET {path} HTTP/1.1\n{accept}Tus-Resumable: 1.0.0\nCookie: {cookie}\n", Array.Empty<byte>())))));
        answers.ShouldAllBe(answer => answer.Status != 200 || answer.Sent.Contains("/sign-in", StringComparison.Ordinal));

        // More than the server reads: refused by itself.
        var huge = await RawHttp.SendAsync(page.Address, $"GET /jobs HTTP/1.1\n{Person}Cookie: platform-session={new string('a', 100_000)}\n", []);
        huge.Status.ShouldBe(431);
    }

    [Fact]
    public async Task A_failed_forwarded_request_affects_no_other()
    {
        var upload = await CreateUploadAsync(8);
        var signedIn = $"Cookie: {page.Cookies}\nTus-Resumable: 1.0.0\n";
        var patch = $"PATCH {upload} HTTP/1.1\n{Program}{signedIn}Upload-Offset: 0\nContent-Type: application/offset+octet-stream\n";
        List<(string Head, byte[] Body)> requests = [];
        foreach (var value in (string[])["", "-1", "1e3", "99999999999999999999", "\u00e9", "\u00ff", "a\tb", "filename", "filename !!!", "filename 7aCA", "filename AA==", $"filename {Convert.ToBase64String(new byte[2_000])}", "filename YQ==,filename Yg==", "filename gA==", new string('a', 6_000)])
        {
            foreach (var header in (string[])["Upload-Length", "Upload-Metadata", "Upload-Offset", "Upload-Defer-Length", "Upload-Checksum", "Tus-Resumable", "Content-Type"])
            {
                requests.Add(($"POST /uploads HTTP/1.1\n{Program}{signedIn}{(header == "Upload-Length" ? "" : "Upload-Length: 5\n")}{header}: {value}\nContent-Length: 0\n", []));
            }

            foreach (var header in (string[])["Range", "If-Range", "If-None-Match", "If-Modified-Since", "Accept"])
            {
                requests.Add(($"GET /media/{Id} HTTP/1.1\n{signedIn}{header}: {value}\n", []));
                requests.Add(($"GET /captions/{Id}.vtt HTTP/1.1\n{signedIn}{header}: {value}\n", []));
            }
        }

        foreach (var chunks in (string[])["zz\r\n", "-1\r\n", "ffffffffffffffff\r\na", "2\r\nabXX", "2;\u00e9\r\nab\r\nzz\r\n", "0\r\nX-A: a\0b\r\n\r\n", "0\r\nX-A: \u00ff\r\n\r\n"])
        {
            requests.Add(($"{patch}Transfer-Encoding: chunked\n", Encoding.Latin1.GetBytes(chunks)));
            requests.Add(($"POST /uploads HTTP/1.1\n{Program}{signedIn}Upload-Length: 5\nTransfer-Encoding: chunked\n", Encoding.Latin1.GetBytes(chunks)));
        }

        requests.Add((patch + "Content-Length: 5\nTransfer-Encoding: chunked\n", "0\r\n\r\n"u8.ToArray()));
        requests.Add((patch + $"Content-Length: {128L * 1024 * 1024}\n", "abc"u8.ToArray()));
        await AllAreAnsweredAsync(requests);

        // Broken off in the middle: nobody is left to be answered.
        for (var cut = 0; cut < 20; cut++)
        {
            await RawHttp.SendAsync(page.Address, patch + "Content-Length: 1000\n", "abc"u8.ToArray(), isCut: true);
        }

        await NobodyNoticedAsync();
    }

    [Fact]
    public async Task Compressed_upload_bytes_are_forwarded_unchanged_and_refused()
    {
        var upload = await CreateUploadAsync(3);
        var patch = $"PATCH {upload} HTTP/1.1\n{Program}Cookie: {page.Cookies}\nTus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: application/offset+octet-stream\nContent-Length: 3\n";
        (await RawHttp.SendAsync(page.Address, patch + "Content-Encoding: gzip\n", "abc"u8.ToArray())).Status.ShouldBe(415);
        (await RawHttp.SendAsync(page.Address, patch, "abc"u8.ToArray())).Status.ShouldBe(204);
    }

    private static IEnumerable<string> QueriesOf(RouteEndpoint endpoint)
    {
        var names = endpoint.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type
            .GetProperties(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Select(property => property.GetCustomAttribute<SupplyParameterFromQueryAttribute>()?.Name)
            .OfType<string>()
            .ToList() ?? [];
        if (names.Count == 0)
        {
            names = endpoint.RoutePattern.RawText switch
            {
                { } text when text.Contains("dashboards", StringComparison.Ordinal) => ["from", "refresh", "var-service"],
                { } text when text.Contains("captions", StringComparison.Ordinal) => ["download"],
                _ => ["x"],
            };
        }

        var path = PathOf(endpoint, null);
        foreach (var name in names)
        {
            foreach (var text in s_texts)
            {
                yield return $"{path}?{name}={text}";
            }

            yield return $"{path}?{name}=1&{name}=2";
            yield return $"{path}?{name}";
        }
    }

    private static string PathOf(RouteEndpoint endpoint, string? text)
    {
        var path = new StringBuilder();
        foreach (var segment in endpoint.RoutePattern.PathSegments)
        {
            path.Append('/');
            foreach (var part in segment.Parts)
            {
                path.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    RoutePatternParameterPart parameter => text ?? UsualOf(parameter.Name),
                    _ => "",
                });
            }
        }

        return path.Length == 0 ? "/" : path.ToString();
    }

    private static string UsualOf(string parameter) =>
        parameter == "format" ? "vtt" : parameter == "Uid" ? "plat-overview" : parameter.EndsWith("id", StringComparison.OrdinalIgnoreCase) ? Id : "a";

    private static (string Head, byte[] Body) Post(string path, string headers, string body)
    {
        // Latin 1, so that bytes that are no UTF-8 can be written down.
        var bytes = Encoding.Latin1.GetBytes(body);
        return (string.Create(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\n{headers}Content-Length: {bytes.Length}\n"), bytes);
    }

    private static string Multipart(IEnumerable<(string Name, string Value)> fields) => string.Concat(fields.Select(
        field => $"--edge\r\nContent-Disposition: form-data; name=\"{field.Name}\"\r\n\r\n{Encoding.Latin1.GetString(System.Net.WebUtility.UrlDecodeToBytes(Encoding.ASCII.GetBytes(field.Value), 0, field.Value.Length))}\r\n")) + "--edge--\r\n";

    private async Task<IReadOnlyList<Answered>> AllAreAnsweredAsync(IEnumerable<(string Head, byte[] Body)> requests)
    {
        var answers = new ConcurrentBag<Answered>();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (request, _) =>
        {
            var answer = await RawHttp.SendAsync(page.Address, request.Head, request.Body);
            answers.Add(new Answered(answer.Status, answer.ContentType, answer.Body, request.Head + Encoding.UTF8.GetString(request.Body)));
        });
        answers.Where(answer => !IsRight(answer)).Select(answer => $"{answer.Status} {answer.ContentType} {Short(answer.Body)} <- {Short(answer.Sent)}").Order(StringComparer.Ordinal).Take(40).ShouldBeEmpty();
        await NobodyNoticedAsync();
        return [.. answers];
    }

    // What somebody provokes says nothing of the platform: no circuit opens and no banner is shown, to others least of all.
    private async Task NobodyNoticedAsync()
    {
        page.Services.GetRequiredService<GatewayStatus>().State.ShouldBe(PlatformState.Up);
        page.Services.GetRequiredService<DependencyPipelines>().IsAvailable("api-gateway").ShouldBeTrue();
        var answer = await RawHttp.SendAsync(page.Address, $"GET /jobs HTTP/1.1\n{Person}Cookie: {page.Cookies}\n", []);
        answer.Status.ShouldBe(200);
    }

    private static bool IsRight(Answered answer)
    {
        if (answer.Status is >= 200 and < 400)
        {
            return true;
        }

        var line = answer.Sent.Split('\n')[0];
        if (answer.Status == 400 && answer.ContentType.Length == 0)
        {
            // Refused by the server itself, before anything of ours saw it.
            return line.Contains("%00", StringComparison.Ordinal) || answer.Sent.Contains("Transfer-Encoding", StringComparison.Ordinal) || !Ascii.IsValid(answer.Sent.Split("\n\n")[0]);
        }

        if (answer.Status == 405 && answer.Body.Length == 0)
        {
            // Routing's own refusal of a method.
            return true;
        }

        if (s_services.Any(path => line.Split(' ')[1].StartsWith(path, StringComparison.Ordinal)))
        {
            return answer.Status is >= 400 and < 500 || line.Contains("/health", StringComparison.Ordinal);
        }

        if (answer.Status is 400 or 401 or 429 && SignForm().IsMatch(answer.Body))
        {
            // The form again, with what is wrong.
            return true;
        }

        var wanted = answer.Sent.Contains("Accept: text/html", StringComparison.Ordinal) ? "text/html" : "application/problem+json";
        return answer.Status is >= 400 and < 500
            && (line.StartsWith("HEAD", StringComparison.Ordinal) || (answer.ContentType.StartsWith(wanted, StringComparison.Ordinal) && answer.Body.Length > 0));
    }

    private static string Short(string text) => text.Split("\nCookie:") is { Length: > 1 } parts
        ? (parts[0] + " … " + parts[1][Math.Min(parts[1].Length, 60)..]).Replace('\n', '|')[..Math.Min(200, parts[0].Length)]
        : text[..Math.Min(text.Length, 200)].Replace('\n', '|');

    private async Task<(string Token, string Cookie)> FormAsync(string path)
    {
        var answer = await RawHttp.SendAsync(page.Address, $"GET {path} HTTP/1.1\n{Person}", []);
        var cookie = answer.Head.Split("\r\n").Single(line => line.StartsWith("Set-Cookie: platform-antiforgery", StringComparison.OrdinalIgnoreCase));
        return (FormToken.In(answer.Body), cookie.Split(": ")[1].Split(';')[0]);
    }

    private async Task<string> CreateUploadAsync(int length)
    {
        var answer = await RawHttp.SendAsync(
            page.Address, string.Create(CultureInfo.InvariantCulture, $"POST /uploads HTTP/1.1\n{Program}Cookie: {page.Cookies}\nTus-Resumable: 1.0.0\nUpload-Length: {length}\nUpload-Metadata: filename YS53YXY=\nContent-Length: 0\n"), []);
        answer.Status.ShouldBe(201);
        return answer.Header("Location");
    }

    [GeneratedRegex("<form method=\"post\"[^>]* action=\"/sign-", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SignForm();

    private sealed record Answered(int Status, string ContentType, string Body, string Sent);
}
