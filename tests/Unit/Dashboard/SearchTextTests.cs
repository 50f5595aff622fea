using Aspire.Dashboard.Search;
using Shouldly;
using Xunit;

namespace Platform.Unit.Dashboard;

public sealed class SearchTextTests
{
    [Theory]
    [InlineData(null, new string[0])]
    [InlineData("   ", new string[0])]
    [InlineData("insert jobs", new[] { "insert", "jobs" })]
    [InlineData("\"insert jobs\" x", new[] { "insert jobs", "x" })]
    [InlineData("http.response.status_code=500", new[] { "http.response.status_code=500" })]
    [InlineData("job.kind=\"two words\"", new[] { "job.kind=two words" })]
    [InlineData("\"a=b\"", new[] { "a=b" })]
    [InlineData("=x", new[] { "=x" })]
    [InlineData("open\"ended", new[] { "openended" })]
    public void Reads_words_quotes_and_attributes(string? text, string[] expected) =>
        SearchText.Parse(text).Terms.Select(term => term.Attribute is null ? term.Value : $"{term.Attribute}={term.Value}").ShouldBe(expected);

    [Fact]
    public void Tells_an_attribute_from_a_text_that_has_an_equals_sign()
    {
        SearchText.Parse("a=b").Terms.Single().Attribute.ShouldBe("a");
        SearchText.Parse("\"a=b\"").Terms.Single().Attribute.ShouldBeNull();
    }

    [Fact]
    public void Finds_an_attribute_by_its_whole_value_and_text_anywhere()
    {
        KeyValuePair<string, string>[] attributes = [new("job.kind", "captions"), new("url.full", "http://host/path")];

        SearchText.Parse("JOB.KIND=Captions").Terms.Single().IsIn(attributes).ShouldBeTrue();
        SearchText.Parse("job.kind=caption").Terms.Single().IsIn(attributes).ShouldBeFalse();
        SearchText.Parse("job.kind=*").Terms.Single().IsIn(attributes).ShouldBeTrue();
        SearchText.Parse("other=*").Terms.Single().IsIn(attributes).ShouldBeFalse();
        SearchText.Parse("host/PATH").Terms.Single().IsIn(attributes).ShouldBeTrue();
    }
}
