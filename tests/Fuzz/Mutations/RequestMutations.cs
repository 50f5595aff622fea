using System.Text;
using Platform.Fuzz.Drafts;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Mutations;

/// <summary>Lists the mutations that apply to every request.</summary>
internal static class RequestMutations
{
    public static IReadOnlyList<RequestMutation> All { get; } =
    [
        .. Methods(), .. Addresses(), .. Headers(), .. Credentials(), .. Bodies(),
    ];

    private static IEnumerable<RequestMutation> Methods() =>
        ((string[])["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "FUZZ", "get", new('X', 200)])
        .Select(method => new RequestMutation("method " + (method.Length > 20 ? "of 200 letters" : method), (draft, _) => draft.Method = method));

    private static IEnumerable<RequestMutation> Addresses() =>
    [
        .. ((string[])["/", "//", "/.", "/..", "/%2e%2e", "%2F", "%00", "%", "%zz", "%ff%fe", ";a=b", ".json", "~", "/unheard-of", "/" + new string('a', 3_000)])
            .Select(tail => new RequestMutation("path ends in " + (tail.Length > 20 ? "a long part" : tail), (draft, _) => draft.Path += tail)),
        new("path in capitals", static (draft, _) => draft.Path = UpperOutsidePlaceholders(draft.Path)),
        new("path begins with two slashes", static (draft, _) => draft.Path = "/" + draft.Path),
        new("path with an empty part", static (draft, _) => draft.Path = draft.Path.Insert(draft.Path.LastIndexOf('/'), "/")),
        new("path with a part too many", static (draft, _) => draft.Path = draft.Path.Insert(draft.Path.LastIndexOf('/'), "/./x/..")),
        .. ((string[])["%", "%00", "a=%00", "%ff=%fe", "=", "&&&", "a[]=1&a[b]=2", "limit", "limit=", "limit=5&limit=6", "a=" + new string('b', 7_000), "unheard_of=1", "q=%ED%A0%80", "cursor=%00", "receipt=%00"])
            .Select(query => new RequestMutation("query with " + (query.Length > 20 ? "a long value" : query), (draft, _) => draft.Tail = (draft.Slots.Exists(slot => slot.Place == Place.Query) ? "&" : "?") + query)),
        new("query of 1,500 values", static (draft, _) => draft.Tail = "?" + string.Join('&', Enumerable.Range(0, 1_500).Select(i => "a" + i.ToString(System.Globalization.CultureInfo.InvariantCulture)))),
    ];

    private static IEnumerable<RequestMutation> Headers()
    {
        foreach (var accept in (string[])["text/html", "image/*", "application/xml;q=0.9", "*/*;q=0", "application/json;q=2", ",,,", "a", "application/graphql-response+json", "text/event-stream"])
        {
            yield return Header("Accept", accept);
        }

        foreach (var (name, value) in ((string, string)[])
        [
            ("X-HTTP-Method-Override", "DELETE"), ("X-Forwarded-For", "' OR 1=1"), ("X-Forwarded-For", string.Join(", ", Enumerable.Repeat("10.0.0.1", 500))), ("Forwarded", "for=\"[::1\""),
            ("X-Forwarded-Host", "example.com\u00ff"), ("X-Forwarded-Proto", "ftp"), ("X-Original-URL", "/logs"), ("traceparent", "00-00000000000000000000000000000000-0000000000000000-01"),
            ("traceparent", "ff-zz"), ("tracestate", new string('a', 2_000)), ("baggage", string.Join(',', Enumerable.Repeat("a=%00", 300))), ("X-Request-Id", "\u0001"), ("X-Request-Id", new string('a', 5_000)),
            ("Origin", "http://example.com"), ("Origin", "null"), ("Origin", "%00"), ("Access-Control-Request-Method", "FUZZ"), ("Range", "bytes=0-"), ("Range", "bytes=-1"), ("Range", "bytes=5-1"),
            ("Range", "bytes=99999999999999999999-"), ("Range", "bytes=" + string.Join(',', Enumerable.Range(0, 300).Select(i => $"{i}-{i}"))), ("Range", "lines=1-2"), ("If-Range", "\"a"),
            ("If-None-Match", "*"), ("If-None-Match", "W/\"1\", \"2\", x"), ("If-None-Match", "\"\u0000\""), ("If-Match", "*"), ("If-Match", "\"\u00ff\""), ("If-Modified-Since", "Thu, 99 Foo 10000"), ("If-Unmodified-Since", "0"),
            ("Idempotency-Key", ""), ("Idempotency-Key", "\u00e9"), ("Idempotency-Key", "same"), ("Idempotency-Key", new string('k', 201)), ("Last-Event-ID", "\u00ff"), ("Last-Event-ID", "99999999999999999999"),
            ("Cookie", "a=b; =; ;;"), ("Cookie", "platform-session=\u00ff"), ("Accept-Encoding", "gzip;q=x"), ("Accept-Language", new string('a', 3_000)), ("Accept-Charset", "utf-7"), ("TE", "trailers, deflate;q=5"),
            ("Upgrade", "websocket"), ("Upgrade", "h2c"), ("Expect", "200-maybe"), ("Content-Language", "\u0002"), ("User-Agent", "\u00ff\u00fe"), ("User-Agent", new string('u', 8_000)), ("Referer", "http://\u00ff/"),
            ("Tus-Resumable", "0.2.2"), ("Upload-Length", "-1"), ("Upload-Offset", "9223372036854775808"), ("Upload-Metadata", "a b,c d,=,,"), ("Upload-Checksum", "sha1"), ("Upload-Checksum", "md5 !!!"), ("Upload-Defer-Length", "1"),
            ("Upload-Metadata", "filename 7aCA"), ("Upload-Metadata", "filename AA=="), ("Upload-Metadata", "filename " + new string('A', 5_000)), ("X-Logs-Key", "\u00ff"), ("Sec-Fetch-Mode", "navigate\u0001"), ("Host", "example.com"), ("Host", "[::1"), ("Host", "a b"),
        ])
        {
            yield return Header(name, value);
        }

        yield return new RequestMutation("header of two lines", static (draft, _) => draft.Header("X-Fuzz", "a\r\nX-Fuzz-Injected: b"));
        yield return new RequestMutation("header with NUL", static (draft, _) => draft.Header("X-Fuzz", "a\0b"));
        yield return new RequestMutation("200 headers", static (draft, _) =>
        {
            for (var i = 0; i < 200; i++)
            {
                draft.Header("X-Fuzz-" + i.ToString(System.Globalization.CultureInfo.InvariantCulture), "1");
            }
        });
        yield return new RequestMutation("header of 40,000 characters", static (draft, _) => draft.Header("X-Fuzz", new string('x', 40_000)));
    }

    private static IEnumerable<RequestMutation> Credentials()
    {
        foreach (var value in (string[])["Bearer", "Bearer ", "Bearer \0", "Bearer null", "Bearer a.b.c", "Bearer " + new string('A', 10_000), "Bearer CfDJ8\u00ff", "Basic YTpi", "Basic !!!", "Digest a=b", "bearer bearer", "Negotiate AAAA", "=", ","])
        {
            yield return new RequestMutation("authorization " + (value.Length > 30 ? "that is long" : value), (draft, _) =>
            {
                Strip(draft);
                draft.Header("Authorization", value);
            });
        }

        foreach (var value in (string[])["a", "\u00ff", "pk_" + new string('k', 5_000), "' OR 1=1 --", "pk_AAAAAAAA_AAAA"])
        {
            yield return new RequestMutation("key " + (value.Length > 30 ? "that is long" : value), (draft, _) =>
            {
                Strip(draft);
                draft.Header("X-Api-Key", value);
            });
        }

        yield return new RequestMutation("nobody", static (draft, _) => Strip(draft));
        yield return new RequestMutation("token cut short", static (draft, _) =>
        {
            if (draft.Find(Place.Header, "Authorization") is { Value.Chars: { } token } slot)
            {
                slot.Value = token[..(token.Length / 2)];
            }
        });
        yield return new RequestMutation("credentials twice", static (draft, _) => draft.Slots.AddRange(
            [.. draft.Slots.Where(slot => slot.Name is "Authorization" or "X-Api-Key").Select(slot => slot.Copy())]));
    }

    private static IEnumerable<RequestMutation> Bodies()
    {
        foreach (var type in (string?[])[null, "", "text/plain", "application/xml", "application/json; charset=utf-16", "application/json; charset=utf-7", "application/json; charset=\"utf-8\"", "application/json;;", "application/merge-patch+json", "multipart/form-data", "multipart/form-data; boundary=" + new string('b', 300), "application/x-www-form-urlencoded", "application/offset+octet-stream", "a/b/c", "\u00ff"])
        {
            yield return new RequestMutation("content type " + (type ?? "missing"), (draft, _) =>
            {
                draft.MediaType = null;
                if (type is not null)
                {
                    draft.Header("Content-Type", type);
                }
            });
        }

        foreach (var encoding in (string[])["gzip", "br", "deflate", "identity", "fuzz", "gzip, gzip"])
        {
            yield return Header("Content-Encoding", encoding);
        }

        yield return new RequestMutation("empty body", static (draft, _) => draft.Bend = static _ => []);
        yield return Bend("cut in the middle", static body => body[..(body.Length / 2)]);
        yield return Bend("more after the end", static body => [.. body, .. "{}"u8]);
        yield return Bend("byte order mark", static body => [0xEF, 0xBB, 0xBF, .. body]);
        yield return Bend("UTF-16", static body => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body))]);
        yield return Bend("NUL after the end", static body => [.. body, 0, 0, 0]);
        yield return Bend("bytes that are no text", static body => [.. body.Select((b, i) => i % 7 == 3 ? (byte)0xFF : b)]);
        yield return Bend("comments", static body => [.. "/* a */ // b\n"u8, .. body]);
        yield return Bend("3 MiB of blanks", static body => [.. Enumerable.Repeat((byte)' ', 3 << 20), .. body]);
        yield return Bend("null", static _ => "null"u8.ToArray());
        yield return Bend("a list of itself", static body => [.. "["u8, .. body, .. "]"u8]);
        yield return Bend("100,000 brackets", static _ => [.. Enumerable.Repeat((byte)'[', 100_000)]);
        yield return new RequestMutation("a body where none belongs", static (draft, _) =>
        {
            draft.Bytes ??= "{\"a\":"u8.ToArray();
            draft.MediaType ??= "application/json";
        });
        yield return new RequestMutation("leaves in the middle of the body", static (draft, _) => draft.Leaves = true);
    }

    private static RequestMutation Bend(string name, Func<byte[], byte[]> bend) => new("body: " + name, (draft, _) => draft.Bend = bend);

    private static RequestMutation Header(string name, string value) =>
        new($"header {name}: {(value.Length > 40 ? $"{value.Length} characters" : value)}", (draft, _) => draft.Header(name, Latin1(value)));

    /// <summary>Encodes characters from U+0080 on as single bytes.</summary>
    private static Text Latin1(string value) => value.Any(c => c > '~') ? Text.Raw(Encoding.Latin1.GetBytes(value)) : value;

    private static void Strip(Draft draft) => draft.Slots.RemoveAll(slot => slot.Place == Place.Header && slot.Name is "Authorization" or "X-Api-Key" or "Cookie" || slot.Place == Place.Cookie);

    private static string UpperOutsidePlaceholders(string path) =>
        string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? part : part.ToUpperInvariant()));
}
