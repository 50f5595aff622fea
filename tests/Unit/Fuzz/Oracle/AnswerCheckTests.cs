using System.Text;
using Platform.Fuzz.Cases;
using Platform.Fuzz.Oracle;
using Platform.Fuzz.Wire;
using Shouldly;
using Xunit;

namespace Platform.Unit.Fuzz.Oracle;

/// <summary>That wrong answers are seen, and right ones let pass.</summary>
public sealed class AnswerCheckTests
{
    private const string Problem = """{"type":"urn:p","title":"Bad Request","status":400,"code":"malformed","trace_id":"00","errors":{"a":["b"]}}""";
    private static readonly WireRequest s_request = new(new Uri("http://localhost:1"), "POST", "/", [], null);

    [Theory]
    [InlineData(200, "application/json", "{}")]
    [InlineData(204, "", "")]
    [InlineData(400, "application/problem+json; charset=utf-8", Problem)]
    public void Correct_answers_pass(int status, string type, string body) => Fault(Surface.Api, status, type, body).ShouldBeNull();

    [Theory]
    [InlineData(500, "application/problem+json", Problem, "500")]
    [InlineData(503, "application/problem+json", """{"code":"dependency"}""", "503")]
    [InlineData(400, "text/html", "<html>", "no problem document")]
    [InlineData(400, "", "", "no problem document")]
    [InlineData(404, "application/problem+json", Problem, "another status")]
    [InlineData(400, "application/problem+json", """{"type":"urn:p","title":"a","status":400,"trace_id":"0"}""", "no code")]
    [InlineData(400, "application/problem+json", "{", "no JSON")]
    [InlineData(200, "application/json", """{"a":"\ud800"}""", "no JSON that can be read")]
    [InlineData(200, "application/json", "{\"a\":", "no JSON that can be read")]
    [InlineData(409, "application/problem+json", """{"detail":"Npgsql.PostgresException (0x80004005): 22P05"}""", "internals")]
    [InlineData(400, "application/problem+json", """{"detail":"   at Platform.ApiGateway.Jobs.JobRules.Check(Job job)"}""", "internals")]
    public void Incorrect_answers_are_reported(int status, string type, string body, string fault) => Fault(Surface.Api, status, type, body).ShouldNotBeNull().ShouldContain(fault);

    [Theory]
    [InlineData(200, """{"data":{"a":null},"errors":[{"message":"No.","extensions":{"code":"validation"}}]}""", null)]
    [InlineData(400, """{"errors":[{"message":"No."}]}""", null)]
    [InlineData(200, """{"data":null,"errors":[{"message":"Something went wrong on our side.","extensions":{"code":"server"}}]}""", "an error of ours")]
    [InlineData(200, """{"data":null,"errors":[{"message":"A part does not answer.","extensions":{"code":"dependency"}}]}""", "an error of ours")]
    [InlineData(200, "{}", "neither data nor errors")]
    public void GraphQL_answers_are_checked(int status, string body, string? fault)
    {
        var found = Fault(Surface.GraphQl, status, "application/json", body);
        if (fault is null)
        {
            found.ShouldBeNull();
        }
        else
        {
            found.ShouldNotBeNull().ShouldContain(fault);
        }
    }

    [Fact]
    public void A_missing_answer_is_accepted_only_after_an_early_close()
    {
        var none = new WireAnswer(0, [], [], default, "the connection was closed");
        AnswerCheck.Fault(s_request, Surface.Api, none).ShouldNotBeNull();
        AnswerCheck.Fault(s_request with { Breaks = true }, Surface.Api, none).ShouldBeNull();
        AnswerCheck.Fault(s_request with { Target = "/?a=" + new string('a', 100_000) }, Surface.Api, none).ShouldBeNull();
        AnswerCheck.Fault(s_request with { Target = "/?a=" + new string('a', 10_000) }, Surface.Api, none).ShouldNotBeNull();
        AnswerCheck.Fault(s_request with { Body = new byte[3_000_000] }, Surface.Page, none).ShouldBeNull();
        AnswerCheck.Fault(s_request with { Body = new byte[30_000] }, Surface.Page, none).ShouldNotBeNull();
        AnswerCheck.Fault(s_request with { Body = new byte[3_000_000] }, Surface.Api, none).ShouldNotBeNull();
    }

    private static string? Fault(Surface surface, int status, string type, string body) => AnswerCheck.Fault(
        s_request,
        surface,
        new WireAnswer(status, [KeyValuePair.Create("Content-Type", type), KeyValuePair.Create("X-Content-Type-Options", "nosniff")], Encoding.UTF8.GetBytes(body), default));
}
