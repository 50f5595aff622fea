using System.Net;
using Microsoft.AspNetCore.Http;
using Platform.Frontend.Account;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Account;

public sealed class SignInAttemptTests
{
    private readonly HttpResponse _response = new DefaultHttpContext().Response;
    private readonly SignInAttempt _attempt;

    public SignInAttemptTests() => _attempt = new(_response);

    [Fact]
    public void An_address_and_a_password_are_needed()
    {
        _attempt.Accepts(new CredentialsForm { Email = "ada", Password = "" }).ShouldBeFalse();
        (_attempt.EmailError, _attempt.PasswordError).ShouldBe((new PageText(Words.EmailInvalid), new PageText(Words.PasswordMissing)));
        _response.StatusCode.ShouldBe(400);
    }

    [Fact]
    public void A_complete_form_is_accepted()
    {
        _attempt.Accepts(new CredentialsForm { Email = "ada@example.org", Password = "some password" }).ShouldBeTrue();
        _attempt.Accepts(new SecondStepForm { Code = " 123456 " }).ShouldBeTrue();
        (_attempt.Failure, _attempt.EmailError, _attempt.PasswordError, _attempt.CodeError).ShouldBe((null, null, null, null));
        _response.StatusCode.ShouldBe(200);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    [InlineData("12\u00003456")]
    public void A_code_that_cannot_be_one_is_not_sent(string? code)
    {
        _attempt.Accepts(new SecondStepForm { Code = code }).ShouldBeFalse();
        _attempt.CodeError.ShouldBe(new PageText(Words.CodeWrong));
        _response.StatusCode.ShouldBe(400);
    }

    [Fact]
    public void A_missing_code_is_no_failure()
    {
        _attempt.NeedsCode(Refused(HttpStatusCode.Unauthorized, "second_factor_needed")).ShouldBeTrue();
        _attempt.Failure.ShouldBeNull();
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public void Wrong_credentials_are_called_so_without_saying_which(HttpStatusCode status)
    {
        _attempt.NeedsCode(Refused(status, "auth")).ShouldBeFalse();
        _attempt.Failure.ShouldBe(new PageText(Words.WrongCredentials));
        _response.StatusCode.ShouldBe(401);
    }

    [Fact]
    public void What_the_API_says_of_a_field_is_shown_at_it()
    {
        var problem = new Problem { Errors = new() { ["email"] = ["Not so."] } };
        _attempt.NeedsCode(new GatewayException(HttpStatusCode.UnprocessableEntity, problem, null)).ShouldBeFalse();
        (_attempt.EmailError, _attempt.Failure).ShouldBe((new PageText(null, "Not so."), null));
        _response.StatusCode.ShouldBe(400);
    }

    [Fact]
    public void A_gateway_that_is_away_is_said_above_the_form()
    {
        _attempt.NeedsCode(new GatewayUnavailableException(new HttpRequestException("Connection refused"))).ShouldBeFalse();
        _attempt.Failure!.Own!.ShouldContain(Words.GatewayAwayTitle);
        _response.StatusCode.ShouldBe(503);
    }

    [Fact]
    public void Too_many_attempts_say_how_long_to_wait()
    {
        _attempt.MayTryAnotherCode(new GatewayException(HttpStatusCode.TooManyRequests, new Problem { Code = "locked_out" }, TimeSpan.FromSeconds(7.2))).ShouldBeTrue();
        _response.StatusCode.ShouldBe(429);
        _response.Headers.RetryAfter.ToString().ShouldBe("8");
        _attempt.Failure.ShouldNotBeNull();
    }

    [Fact]
    public void Another_code_may_be_tried_after_a_wrong_one_but_not_with_a_password_that_was_changed_meanwhile()
    {
        _attempt.MayTryAnotherCode(Refused(HttpStatusCode.Unauthorized, "second_factor_wrong")).ShouldBeTrue();
        _attempt.CodeError.ShouldBe(new PageText(Words.CodeWrong));
        _attempt.MayTryAnotherCode(Refused(HttpStatusCode.Unauthorized, "auth")).ShouldBeFalse();
        _attempt.Failure.ShouldBe(new PageText(Words.WrongCredentials));
    }

    [Fact]
    public void A_ticket_that_has_expired_begins_again()
    {
        _attempt.Restart();
        _attempt.Failure.ShouldBe(new PageText(Words.SignInAgain));
        _response.StatusCode.ShouldBe(400);
    }

    private static GatewayException Refused(HttpStatusCode status, string code) => new(status, new Problem { Code = code }, null);
}
