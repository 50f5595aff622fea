using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Mail;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Resilience;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Mail;

/// <summary>Checks that mails are kept and retried while the mail server is unavailable, faulty or refuses them.</summary>
[Collection(MailCollection.Name)]
public sealed class MailServerTests(MailFixture gateway) : IAsyncLifetime
{
    private bool IsCircuitClosed => gateway.Services.GetRequiredService<DependencyPipelines>().IsAvailable("smtp");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        gateway.Receiver.Answer = static _ => null;
        await Eventually.BecomesTrueAsync(() => IsCircuitClosed);
    }

    [Fact]
    public async Task Mails_survive_a_server_outage_and_are_sent_once_afterwards()
    {
        var (user, _) = await gateway.JoinAsync();
        await using var replica = gateway.Start(out _, out _);
        await gateway.Receiver.StopAsync();
        try
        {
            using var asked = await gateway.PostAsync("password/forgotten", new { email = user.Email });
            asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);

            // Registered all the same, and the service is ready.
            using var registered = await gateway.PostAsync("register", new { email = MailFixture.NewAddress(), password = GatewayFixture.Password });
            registered.StatusCode.ShouldBe(HttpStatusCode.Created);
            await Eventually.BecomesTrueAsync(async () => (await WaitingForAsync(user.Email)).Attempts >= 3);
            await Eventually.BecomesTrueAsync(() => !IsCircuitClosed);
            (await gateway.Anonymous.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            gateway.Receiver.Start();
        }

        var mail = await gateway.Receiver.GetAsync(user.Email, "Choose a new password");
        await Eventually.BecomesTrueAsync(async () => (await gateway.MailsToAsync(user.Email)).TrueForAll(sent => sent.Body is null));
        var row = (await gateway.MailsToAsync(user.Email)).Single(sent => sent.Kind == MailKind.PasswordReset);
        mail.Message.MessageId.ShouldBe($"{row.Id:N}@platform.example");
        gateway.Receiver.To(user.Email).Count(sent => sent.Message.MessageId == mail.Message.MessageId).ShouldBe(1);
    }

    [Fact]
    public async Task A_repeated_mail_has_the_same_id_and_date()
    {
        var (user, _) = await gateway.JoinAsync();
        var ends = 0;
        gateway.Receiver.Answer = command => command == "." && Interlocked.Increment(ref ends) == 1 ? "" : null;
        var first = await gateway.ForgetAsync(user);
        var second = await gateway.Receiver.GetAsync(user.Email, "Choose a new password", 2);
        second.Message.MessageId.ShouldBe(first.Message.MessageId);
        second.Message.Date.ShouldBe(first.Message.Date);
        second.Code.ShouldBe(first.Code);
    }

    [Fact]
    public async Task Temporary_refusals_are_retried_and_permanent_ones_are_not()
    {
        var (later, _) = await gateway.JoinAsync();
        var (never, _) = await gateway.JoinAsync();
        var busy = 0;
        var failed = await CountAsync("failed");
        gateway.Receiver.Answer = command => !command.StartsWith("RCPT", StringComparison.Ordinal) ? null
            : command.Contains(never.Email, StringComparison.Ordinal) ? "550 no such mailbox"
            : command.Contains(later.Email, StringComparison.Ordinal) && Interlocked.Increment(ref busy) <= 12 ? "450 mailbox busy" : null;
        (await gateway.PostAsync("password/forgotten", new { email = never.Email })).Dispose();
        await Eventually.BecomesTrueAsync(async () => (await gateway.MailsToAsync(never.Email)).TrueForAll(mail => mail.Body is null));
        (await gateway.MailsToAsync(never.Email)).Single(mail => mail.Kind == MailKind.PasswordReset).Attempts.ShouldBe(1);

        // A dozen refusals that somebody can bring about by an address stop nobody else's mail.
        (await gateway.PostAsync("password/forgotten", new { email = later.Email })).Dispose();
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref busy) >= 6);
        IsCircuitClosed.ShouldBeTrue();
        await gateway.JoinAsync();
        gateway.Receiver.Answer = static _ => null;
        await gateway.Receiver.GetAsync(later.Email, "Choose a new password");
        gateway.Receiver.To(never.Email).ShouldAllBe(mail => !mail.Message.Subject!.Contains("Choose", StringComparison.Ordinal));
        await Eventually.BecomesTrueAsync(async () => await CountAsync("failed") >= failed + 6 && await CountAsync("refused") >= 1 && await CountAsync("sent") >= 1);
    }

    [Fact]
    public async Task A_failing_server_opens_the_circuit_until_it_recovers()
    {
        var (user, _) = await gateway.JoinAsync();
        gateway.Receiver.Answer = static command => command.StartsWith("MAIL", StringComparison.Ordinal) ? "421 too busy" : null;
        for (var i = 0; i < 3; i++)
        {
            (await gateway.PostAsync("password/forgotten", new { email = user.Email })).Dispose();
        }

        await Eventually.BecomesTrueAsync(() => !IsCircuitClosed);
        gateway.Receiver.Answer = static _ => null;
        (await gateway.Receiver.GetAsync(user.Email, "Choose a new password")).Code.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Expired_mails_are_dropped_and_their_text_is_deleted()
    {
        var (user, _) = await gateway.JoinAsync();
        gateway.Receiver.Answer = command => command.Contains(user.Email, StringComparison.Ordinal) ? "450 mailbox busy" : null;
        (await gateway.PostAsync("password/forgotten", new { email = user.Email })).Dispose();
        (await gateway.PostAsync("password", new { current_password = GatewayFixture.Password, new_password = "staple battery horse" }, user.Client)).Dispose();
        var waiting = (await gateway.MailsToAsync(user.Email)).Where(mail => mail.Body is not null).ToDictionary(mail => mail.Kind, mail => mail.GiveUpAt - mail.CreatedAt);
        waiting[MailKind.PasswordReset].ShouldBe(TimeSpan.FromMinutes(30));
        waiting[MailKind.Notice].ShouldBe(TimeSpan.FromHours(24));
        await gateway.WithDatabaseAsync(db => db.Mails.Where(m => m.UserId == user.Id && m.Body != null).ExecuteUpdateAsync(s => s.SetProperty(m => m.GiveUpAt, m => m.CreatedAt)));
        await Eventually.BecomesTrueAsync(async () => (await gateway.MailsToAsync(user.Email)).TrueForAll(mail => mail.Body is null));
        gateway.Receiver.To(user.Email).Count.ShouldBe(1);
        await Eventually.BecomesTrueAsync(async () => await CountAsync("expired") >= 2);
    }

    [Fact]
    public async Task A_full_outbox_drops_mails_and_does_not_prevent_registration()
    {
        var (user, _) = await gateway.JoinAsync();
        await gateway.WithDatabaseAsync(db => db.Database.ExecuteSqlAsync($"""
            INSERT INTO identity.mails (id, kind, address, normalized_address, subject, body, created_at, due_at, give_up_at, attempts)
            SELECT gen_random_uuid(), 'notice', 'full@people.example', 'FULL@PEOPLE.EXAMPLE', 's', 'b', now(), now() + interval '1 hour', now() + interval '1 day', 0
            FROM generate_series(1, {MailOutbox.MaxWaiting})
            """));
        try
        {
            using var forgotten = await gateway.PostAsync("password/forgotten", new { email = user.Email });
            forgotten.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            using var asked = await gateway.PostAsync("email/verification", new { }, user.Client);
            asked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            var email = MailFixture.NewAddress();
            using var registered = await gateway.PostAsync("register", new { email, password = GatewayFixture.Password });
            registered.StatusCode.ShouldBe(HttpStatusCode.Created);
            (await gateway.MailsToAsync(email)).ShouldBeEmpty();
            (await gateway.MailsToAsync(user.Email)).Count.ShouldBe(1);

            // Notices come whatever waits.
            using var changed = await gateway.PostAsync("password", new { current_password = GatewayFixture.Password, new_password = "another fine password 8" }, user.Client);
            changed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await gateway.MailsToAsync(user.Email)).Count(mail => mail.Kind == MailKind.Notice).ShouldBe(1);
        }
        finally
        {
            await gateway.WithDatabaseAsync(db => db.Mails.Where(m => m.NormalizedAddress == "FULL@PEOPLE.EXAMPLE").ExecuteDeleteAsync());
        }
    }

    [Fact]
    public async Task Without_a_server_features_that_need_mail_are_refused_and_registration_works()
    {
        var (user, _) = await gateway.JoinAsync();
        await using var replica = gateway.Start(out var address, out _, new() { ["environment"] = "Production", ["Mail:Host"] = "", ["Internal:Key"] = "sixteen characters and more" });
        using var client = new HttpClient { BaseAddress = address };
        (await client.GetFromJsonAsync<AccountSettingsResponse>("/api/v1/auth/settings", GatewayFixture.Snake)).ShouldBe(new AccountSettingsResponse(false, false, false));
        foreach (var email in (string[])[user.Email, MailFixture.NewAddress()])
        {
            using var refused = await client.PostAsJsonAsync("/api/v1/auth/password/forgotten", new { email });
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await Problem.ReadAsync(refused)).Code.ShouldBe("mail_not_set_up");
        }

        var newcomer = MailFixture.NewAddress();
        using var registered = await client.PostAsJsonAsync("/api/v1/auth/register", new { email = newcomer, password = GatewayFixture.Password });
        registered.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await gateway.MailsToAsync(newcomer)).ShouldBeEmpty();
        client.DefaultRequestHeaders.Authorization = user.Client.DefaultRequestHeaders.Authorization;
        (await client.PostAsJsonAsync("/api/v1/auth/email/verification", new { })).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.PostAsJsonAsync("/api/v1/auth/email/change", new { new_email = newcomer + "x", password = GatewayFixture.Password })).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task In_development_a_mail_is_written_to_the_log_with_its_code()
    {
        using var folder = new TemporaryFolder();
        await using var replica = gateway.Start(
            out var replicaAddress, out var services, new() { ["Mail:Host"] = "", ["Mail:Period"] = "00:05:00", ["Logs:Folder"] = folder.Path, ["Logging:LogLevel:Platform.ApiGateway.Mail"] = "Information" });
        using var client = new HttpClient { BaseAddress = replicaAddress };
        (await client.GetFromJsonAsync<AccountSettingsResponse>("/api/v1/auth/settings", GatewayFixture.Snake)).ShouldBe(new AccountSettingsResponse(true, false, true));
        var now = TimeProvider.System.GetUtcNow();
        var outcome = await services.GetRequiredService<MailTransport>().SendAsync(
            new()
            {
                Id = Guid.CreateVersion7(now),
                Kind = MailKind.Verification,
                Address = "ada@people.example",
                NormalizedAddress = "ADA@PEOPLE.EXAMPLE",
                Subject = "s",
                CreatedAt = now,
                DueAt = now,
                GiveUpAt = now,
                Body = MailTexts.Verification("en", "7Q2MK-0XW9D", "https://page.example/verify-email#code=7Q2MK-0XW9D").Body,
            },
            CancellationToken.None);
        outcome.ShouldBe(MailOutcome.Sent);
        await Eventually.BecomesTrueAsync(() => Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Where(static file => !file.EndsWith(".lock", StringComparison.Ordinal)).Any(Holds));

        static bool Holds(string file)
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd().Split('\n').Any(line => line.Contains("verify-email#code=7Q2MK-0XW9D", StringComparison.Ordinal) && line.StartsWith('{'));
        }
    }

    [Theory]
    [InlineData("Mail:From", "nobody")]
    [InlineData("Mail:Port", "0")]
    [InlineData("Mail:PageAddress", "ftp://page.example/")]
    [InlineData("Mail:User", "robot")]
    [InlineData("Mail:Timeout", "01:00:00")]
    public void Invalid_settings_are_refused_at_startup(string key, string value) =>
        Should.Throw<Exception>(() => gateway.Start(out _, out _, new() { [key] = value })).ToString().ShouldContain("Mail");

    private async Task<Platform.ApiGateway.Database.OutgoingMail> WaitingForAsync(string address) => (await gateway.MailsToAsync(address)).Single(mail => mail.Body is not null);

    private async Task<double> CountAsync(string outcome) =>
        (await gateway.Anonymous.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith("mail_messages_total{", StringComparison.Ordinal) && line.Contains($"outcome=\"{outcome}\"", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split("} ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
}
