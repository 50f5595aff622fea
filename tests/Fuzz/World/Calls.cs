using System.Text;
using System.Text.Json;
using Platform.Fuzz.Wire;

namespace Platform.Fuzz.World;

/// <summary>Calls that have to succeed for the fuzz to go on, and those that nothing depends on.</summary>
internal sealed class Calls(Uri api, Sender sender)
{
    private const int MaxAttempts = 40;
    private static readonly WireHeader s_json = new("Content-Type", "application/json");
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Answers of 503 or none at all that were met and gone when asked again.</summary>
    public int Tried { get; private set; }

    /// <summary>Asks until there is an answer that is no 5xx: what the fuzz itself has broken may be whole again.</summary>
    /// <exception cref="NotPossibleException">It is refused.</exception>
    public Task<WireAnswer> NeedAsync(string method, string target, string? json, Caller? caller, CancellationToken cancellationToken, params WireHeader[] more) =>
        json is null
            ? NeedBytesAsync(method, target, null, caller, cancellationToken, more)
            : NeedBytesAsync(method, target, Encoding.UTF8.GetBytes(json), caller, cancellationToken, [.. more, s_json]);

    /// <inheritdoc cref="NeedAsync" />
    public async Task<WireAnswer> NeedBytesAsync(string method, string target, byte[]? body, Caller? caller, CancellationToken cancellationToken, params WireHeader[] more)
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

    public async Task<JsonElement> NeedJsonAsync(string method, string target, string? json, Caller? caller, CancellationToken cancellationToken) =>
        (await NeedAsync(method, target, json, caller, cancellationToken)).Json();

    public Task<WireAnswer> TryAsync(string method, string target, string? json, Caller? caller, CancellationToken cancellationToken, params WireHeader[] more) =>
        SendAsync(method, target, json is null ? null : Encoding.UTF8.GetBytes(json), caller, json is null ? more : [.. more, s_json], cancellationToken);

    private Task<WireAnswer> SendAsync(string method, string target, byte[]? body, Caller? caller, WireHeader[] headers, CancellationToken cancellationToken) => sender.SendAsync(
        new WireRequest(api, method, target, caller is null ? headers : [.. headers, new WireHeader("Authorization", "Bearer " + caller.Token)], body), cancellationToken);
}
