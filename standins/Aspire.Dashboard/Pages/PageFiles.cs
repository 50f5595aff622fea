using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aspire.Dashboard.Pages;

/// <summary>The pages' files, embedded in the assembly.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, PageFile> _files;
    private readonly PageFile _shell;
    private readonly PageFile _login;
    private readonly PageFile _loginFailed;

    public PageFiles(string applicationName)
    {
        _files = typeof(PageFiles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], Load, StringComparer.Ordinal);
        var name = WebUtility.HtmlEncode(applicationName);
        _shell = Fill("index.html", ("{{application}}", name));
        _login = Fill("login.html", ("{{application}}", name), ("{{failed}}", "hidden"));
        _loginFailed = Fill("login.html", ("{{application}}", name), ("{{failed}}", ""));
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{**path}", context =>
            context.Request.RouteValues["path"] is string path && !path.EndsWith(".html", StringComparison.Ordinal) && _files.TryGetValue(path, out var file)
                ? WriteAsync(context, file, StatusCodes.Status200OK)
                : Results.NotFound().ExecuteAsync(context));
        foreach (var page in new[] { "/", "/consolelogs", "/consolelogs/resource/{id}", "/structuredlogs", "/structuredlogs/resource/{id}", "/traces", "/traces/detail/{traceId}" })
        {
            routes.MapGet(page, context => WriteAsync(context, _shell, StatusCodes.Status200OK));
        }
    }

    public Task WriteLoginAsync(HttpContext context, int statusCode) =>
        WriteAsync(context, statusCode == StatusCodes.Status200OK ? _login : _loginFailed, statusCode);

    private static PageFile Load(string resource)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return PageFile.Of(content, ContentTypes.GetValueOrDefault(Path.GetExtension(resource), "application/octet-stream"));
    }

    private PageFile Fill(string name, params (string Mark, string Text)[] fields)
    {
        var text = fields.Aggregate(Encoding.UTF8.GetString(_files[name].Content), (page, field) => page.Replace(field.Mark, field.Text, StringComparison.Ordinal));
        return PageFile.Of(Encoding.UTF8.GetBytes(text), _files[name].ContentType);
    }

    private static async Task WriteAsync(HttpContext context, PageFile file, int statusCode)
    {
        var response = context.Response;
        response.Headers.ETag = file.ETag;
        response.Headers.CacheControl = "no-cache";
        if (statusCode == StatusCodes.Status200OK && context.Request.Headers.IfNoneMatch == file.ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = statusCode;
        response.ContentType = file.ContentType;
        response.ContentLength = file.Content.Length;
        await response.Body.WriteAsync(file.Content, context.RequestAborted);
    }

    private sealed record PageFile(byte[] Content, string ContentType, string ETag)
    {
        public static PageFile Of(byte[] content, string contentType) =>
            new(content, contentType, $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"");
    }
}
