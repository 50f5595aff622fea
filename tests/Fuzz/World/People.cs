using System.Text.Json;

namespace Platform.Fuzz.World;

/// <summary>Creates accounts.</summary>
internal sealed class People(Calls calls, string run)
{
    public const string Password = "correct horse battery staple 7";
    private int _made;

    /// <summary>Creates an account with tokens only.</summary>
    public async Task<FuzzAccount> NewAsync(CancellationToken cancellationToken)
    {
        var email = $"fuzz-{run}-{Interlocked.Increment(ref _made)}@example.org";
        var account = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["email"] = email, ["password"] = Password });
        await calls.NeedAsync("POST", "/api/v1/auth/register", account, null, cancellationToken);
        return await SignInAsync(email, Password, cancellationToken);
    }

    /// <summary>Signs in to an existing account.</summary>
    public async Task<FuzzAccount> SignInAsync(string email, string password, CancellationToken cancellationToken)
    {
        var account = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["email"] = email, ["password"] = password });
        var tokens = await calls.NeedJsonAsync("POST", "/api/v1/auth/sign-in", account, null, cancellationToken);
        var caller = new FuzzAccount(email, password, "", tokens.GetProperty("access_token").GetString()!, tokens.GetProperty("refresh_token").GetString()!, null);
        var me = await calls.NeedJsonAsync("GET", "/api/v1/auth/me", null, caller, cancellationToken);
        return caller with { Id = me.GetProperty("id").GetString()! };
    }

    /// <summary>Creates an account with an API key, two queues and a few messages.</summary>
    public async Task<FuzzAccount> NewWithQueuesAsync(CancellationToken cancellationToken)
    {
        var caller = await NewAsync(cancellationToken);
        var key = await calls.NeedJsonAsync("POST", "/api/v1/api-keys", """{"name":"fuzz"}""", caller, cancellationToken);
        var name = caller.Email.Split('@')[0];
        caller = caller with { Key = key.GetProperty("key").GetString(), Queue = name + "-read", Deliveries = name + "-deliveries" };
        foreach (var queue in (string[])[caller.Queue, caller.Deliveries])
        {
            await calls.NeedAsync("POST", "/api/v1/queues", $$"""{"name":"{{queue}}","max_deliveries":2}""", caller, cancellationToken);
        }

        for (var i = 0; i < 3; i++)
        {
            var message = await calls.NeedJsonAsync("POST", $"/api/v1/queues/{caller.Queue}/messages", """{"content":{"fuzz":true},"headers":{"a":"b"},"group":"g"}""", caller, cancellationToken);
            caller = caller with { Message = message.GetProperty("id").GetRawText() };
        }

        return caller;
    }
}
