using System.Net;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Platform.Frontend.Elements;
using Platform.Frontend.Shell;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Shell;

public sealed class EmailReminderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_reminder_says_where_the_code_is(bool isInLog)
    {
        using var english = new InLanguage("en");
        await using var page = new PageContext();
        page.Gateway.Says("/api/v1/auth/settings", $$"""{"mail":true,"verified_email_required":false,"mail_in_log":{{(isInLog ? "true" : "false")}}}""");
        page.Gateway.Says("/api/v1/auth/me", """{"id":"01a1fd00-8988-7c2f-8b6b-678ed2adb173","email":"ada@example.org","roles":[],"created_at":"2026-01-01T00:00:00Z","email_verified":false,"language":"en"}""");
        page.Gateway.Says("/api/v1/auth/email/verification", HttpStatusCode.Accepted, "");
        var reminder = page.Render<EmailReminder>();
        await reminder.WaitForAssertionAsync(() => reminder.Find(".reminder p").TextContent.ShouldStartWith($"{Words.EmailNotVerified} {(isInLog ? Words.CodeInLog : Words.CodeComesByMail)}"));

        await reminder.InvokeAsync(() => reminder.Find(".reminder button").Click());
        await reminder.WaitForAssertionAsync(() => (page.Services.GetRequiredService<Notices>().Shown.ShouldHaveSingleItem().Text.Own == Words.CodeInLog).ShouldBe(isInLog));
    }
}
