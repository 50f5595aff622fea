using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Platform.Fuzz.Wire;

namespace Platform.Fuzz.World;

/// <summary>Manages the browser sessions of accounts on the page: their cookies and form tokens.</summary>
internal sealed partial class Visits(Uri page, RequestSender sender)
{
    private const int MaxAttempts = 20;
    private static readonly WireHeader s_html = new("Accept", "text/html");
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Lazy<Task<Visit>>> _visits = new(StringComparer.Ordinal);

    /// <summary>Returns the session of an account; of an anonymous visitor for null.</summary>
    public async Task<Visit> OfAsync(FuzzAccount? caller, CancellationToken cancellationToken)
    {
        try
        {
            return await _visits.GetOrAdd(caller?.Email ?? "", _ => new Lazy<Task<Visit>>(() => NewAsync(caller, cancellationToken))).Value;
        }
        catch (NotPossibleException)
        {
            _visits.TryRemove(caller?.Email ?? "", out _);
            throw;
        }
    }

    private async Task<Visit> NewAsync(FuzzAccount? caller, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var stranger = Read(await sender.SendAsync(new WireRequest(page, "GET", "/sign-in", [s_html], null), cancellationToken), new Visit(new Dictionary<string, string>(StringComparer.Ordinal), ""));
            if (caller is null && stranger.FormToken.Length > 0)
            {
                return stranger;
            }

            (string Name, string Value)[] fields =
                [("_handler", "sign-in"), ("__RequestVerificationToken", stranger.FormToken), ("Form.Email", caller?.Email ?? ""), ("Form.Password", caller?.Password ?? "")];
            var form = Encoding.ASCII.GetBytes(string.Join('&', fields.Select(field => $"{Inputs.Text.Of(field.Name).ToPercentEncoded()}={Inputs.Text.Of(field.Value).ToPercentEncoded()}")));
            var signedIn = await sender.SendAsync(
                new WireRequest(page, "POST", "/sign-in", [s_html, new WireHeader("Cookie", stranger.Cookie), new WireHeader("Content-Type", "application/x-www-form-urlencoded")], form), cancellationToken);
            var visit = Read(signedIn, stranger);
            if (visit.Cookies.ContainsKey("platform-session"))
            {
                visit = Read(await sender.SendAsync(new WireRequest(page, "GET", "/account", [s_html, new WireHeader("Cookie", visit.Cookie)], null), cancellationToken), visit);
                if (visit.FormToken.Length > 0)
                {
                    return visit;
                }
            }

            if (tries == MaxAttempts)
            {
                throw new NotPossibleException($"Nobody can sign in on {page}: {signedIn.Status} {signedIn.Trouble}");
            }

            await Task.Delay(s_pause, cancellationToken);
        }
    }

    private static Visit Read(WireAnswer answer, Visit before)
    {
        var cookies = new Dictionary<string, string>(before.Cookies, StringComparer.Ordinal);
        foreach (var set in answer.All("Set-Cookie"))
        {
            if (set.Split(';')[0].Split('=', 2) is [var name, { Length: > 0 } value])
            {
                cookies[name] = value;
            }
        }

        return new Visit(cookies, FormToken().Match(answer.Text) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups["token"].Value) : before.FormToken);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FormToken();
}

/// <summary>The state of a browser.</summary>
/// <param name="Cookies">The cookies by name.</param>
/// <param name="FormToken">The antiforgery token that is sent with every form.</param>
internal sealed record Visit(IReadOnlyDictionary<string, string> Cookies, string FormToken)
{
    /// <summary>The cookies as the header's value.</summary>
    public string Cookie => string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
}
