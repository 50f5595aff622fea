using System.Text;
using System.Text.Json;
using Platform.Fuzz.Wire;

namespace Platform.Fuzz.World;

/// <summary>Sends requests that have to succeed for the fuzz to continue, and optional ones.</summary>
internal sealed class Calls(Uri api, RequestSender sender)
{
    private const int MaxAttempts = 40;
    private static readonly WireHeader s_json = new("Content-Type", "application/json");
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The number of answers of 503, or missing answers, that disappeared on a retry.</summary>
    public int Tried { get; private set; }

    /// <summary>Retries a request until its status is not 5xx: a failure may be a temporary effect of the fuzz itself.</summary>
    /// <exception cref="NotPossibleException">The request is refused.</exception>
    public Task<WireAnswer> NeedAsync(string method, string target, string? json, FuzzAccount? caller, CancellationToken cancellationToken, params WireHeader[] more) =>
        json is null
            ? NeedBytesAsync(method, target, null, caller, cancellationToken, more)
            : NeedBytesAsync(method, target, Encoding.UTF8.GetBytes(json), caller, cancellationToken, [.. more, s_json]);

    /// <inheritdoc cref="NeedAsync" />
    public async Task<WireAnswer> NeedBytesAsync(string method, string target, byte[]? body, FuzzAccount? caller, CancellationToken cancellationToken, params WireHeader[] more)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await SendAsync(method, target, body, caller, more, cancellationToken);
            if (answer.IsSuccess)
            {
                return answer;
            }

            if ((answer.Status is > 0 and < 500 and not 429) || tries == MaxAttempts)
            {
                throw new NotPossibleException($"{method} {target}: {answer.Status} {answer.Trouble}{answer.Text}");
            }

            Tried++;
            await Task.Delay(s_pause, cancellationToken);
        }
    }

    public async Task<JsonElement> NeedJsonAsync(string method, string target, string? json, FuzzAccount? caller, CancellationToken cancellationToken) =>
        (await NeedAsync(method, target, json, caller, cancellationToken)).Json();

    public Task<WireAnswer> TryAsync(string method, string target, string? json, FuzzAccount? caller, CancellationToken cancellationToken, params WireHeader[] more) =>
        SendAsync(method, target, json is null ? null : Encoding.UTF8.GetBytes(json), caller, json is null ? more : [.. more, s_json], cancellationToken);

    private Task<WireAnswer> SendAsync(string method, string target, byte[]? body, FuzzAccount? caller, WireHeader[] headers, CancellationToken cancellationToken) => sender.SendAsync(
        new WireRequest(api, method, target, caller is null ? headers : [.. headers, new WireHeader("Authorization", "Bearer " + caller.Token)], body), cancellationToken);
}
