using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Problems;

public sealed class ApiProblemTests
{
    [Fact]
    public async Task Each_message_of_a_field_has_its_rule_at_the_same_place()
    {
        var errors = new FieldErrors();
        errors.Add("style.lines", FieldError.Number(1, 3, "1 to 3."));
        errors.Add("style.lines", FieldError.Other("Not like this."));
        errors.Add("kind", FieldError.OneOf(["captions", "probe"], "Known kinds are captions and probe."));
        errors.Add("url", FieldError.Of(FieldRules.UrlScheme, "Only http and https are allowed."));

        var problem = await WrittenAsync(ApiProblem.Invalid(errors));

        problem.GetProperty("errors").GetRawText().ShouldBe(
            """{"style.lines":["1 to 3.","Not like this."],"kind":["Known kinds are captions and probe."],"url":["Only http and https are allowed."]}""");
        problem.GetProperty("rules").GetRawText().ShouldBe(
            """{"style.lines":[{"rule":"number","min":1,"max":3},{"rule":"other"}],"kind":[{"rule":"one_of","values":["captions","probe"]}],"url":[{"rule":"url_scheme"}]}""");
    }

    [Fact]
    public async Task A_part_of_a_body_brings_its_faults_along_under_its_path()
    {
        var part = new FieldErrors();
        part.Add("title", FieldError.Needed);
        part.AddMalformed("title", FieldError.Unstorable("A text must not hold U+0000."));
        var all = new FieldErrors();
        all.AddAll(part, "jobs[3].");

        all.IsMalformed.ShouldBeTrue();
        var problem = await WrittenAsync(ApiProblem.Invalid(all));
        problem.GetProperty("rules").GetRawText().ShouldBe("""{"jobs[3].title":[{"rule":"needed"},{"rule":"text"}]}""");
    }

    [Fact]
    public async Task A_problem_without_fields_has_neither_messages_nor_rules()
    {
        var problem = await WrittenAsync(ApiProblem.NotFound());
        (problem.TryGetProperty("errors", out _), problem.TryGetProperty("rules", out _)).ShouldBe((false, false));
    }

    private static async Task<JsonElement> WrittenAsync(ApiProblem problem)
    {
        using var body = new MemoryStream();
        await problem.ExecuteAsync(new DefaultHttpContext { Response = { Body = body } });
        return JsonElement.Parse(body.ToArray());
    }
}
