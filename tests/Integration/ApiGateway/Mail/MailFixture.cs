using System.Globalization;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Database;
using Platform.Testkit.Mail;
using Xunit;

namespace Platform.Integration.ApiGateway.Mail;

/// <summary>A gateway whose mails go to a server in this process.</summary>
public sealed class MailFixture : GatewayFixture, IAsyncLifetime
{
    private static int s_people;

    public MailReceiver Receiver { get; } = new();

    protected override Dictionary<string, string> Settings => new()
    {
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = Receiver.Port.ToString(CultureInfo.InvariantCulture),
        ["Mail:Security"] = "none",
        ["Mail:From"] = "Platform <robot@platform.example>",
        ["Mail:PageAddress"] = "https://page.example/",
        ["Limits:SignUp:MailsPerAddressPerHour"] = "100000",
        ["Mail:Period"] = "00:00:00.200",
        ["Mail:RetryDelay"] = "00:00:00.050",
        ["Dependencies:smtp:BreakDuration"] = "00:00:00.500",
        ["Dependencies:smtp:SamplingDuration"] = "00:00:02",
        ["Dependencies:smtp:MinimumThroughput"] = "2",
    };

    public new async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    /// <summary>An address that nobody else has.</summary>
    public static string NewAddress() => string.Create(CultureInfo.InvariantCulture, $"mail{Interlocked.Increment(ref s_people)}@people.example");

    /// <summary>Makes an account, signs in, and waits for the mail that every new account gets.</summary>
    public async Task<(TestUser User, ReceivedMail Verification)> JoinAsync()
    {
        var user = await SignUpAsync(NewAddress());
        return (user, await Receiver.GetAsync(user.Email, "Verify"));
    }

    /// <summary>Asks for a code to set a new password by.</summary>
    public async Task<ReceivedMail> ForgetAsync(TestUser user, int number = 1)
    {
        using var asked = await PostAsync("password/forgotten", new { email = user.Email });
        asked.EnsureSuccessStatusCode();
        return await Receiver.GetAsync(user.Email, "Choose a new password", number);
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body, HttpClient? client = null) => (client ?? Anonymous).PostAsJsonAsync("/api/v1/auth/" + path, body);

    /// <summary>The same as if the page handed it on from an address.</summary>
    public async Task<HttpResponseMessage> PostFromAsync(string visitor, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/" + path) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Visitor-Address", visitor);
        request.Headers.Add("X-Visitor-Key", VisitorKey);
        return await Anonymous.SendAsync(request);
    }

    internal async Task<T> WithDatabaseAsync<T>(Func<IdentityDb, Task<T>> ask)
    {
        await using var scope = Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<IdentityDb>());
    }

    internal Task<List<OutgoingMail>> MailsToAsync(string address)
    {
        var key = address.ToUpperInvariant();
        return WithDatabaseAsync(db => db.Mails.AsNoTracking().Where(m => m.NormalizedAddress == key).OrderBy(m => m.Id).ToListAsync());
    }

    internal Task<List<string>> EventsOfAsync(Guid user) =>
        WithDatabaseAsync(db => db.SecurityEvents.Where(e => e.UserId == user).Select(e => e.Event).ToListAsync());
}

/// <summary>Tests of mails, one after another: they tell the server how to answer.</summary>
[CollectionDefinition(Name)]
public sealed class MailCollection : ICollectionFixture<MailFixture>
{
    public const string Name = "mail";
}
