using FsCheck;
using FsCheck.Fluent;
using Platform.ApiGateway.Problems;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Problems;

public sealed class AddressRuleTests
{
    private static readonly Config s_many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Theory]
    [InlineData("/a?b=c", null)]
    [InlineData("/a?b=%C3%A9", null)]
    [InlineData("/a?b=100%", null)]
    [InlineData("/a?b=%zz", null)]
    [InlineData("/%41", null)]
    [InlineData("/a?b=%00", "b")]
    [InlineData("/a?b=1&c=%ff&d=%00", "c")]
    [InlineData("/a?c%20d=%C3", "c d")]
    [InlineData("/a?%00=1", "%00")]
    [InlineData("/a?%00", "%00")]
    [InlineData("/a?b=%ED%A0%80", "b")]
    [InlineData("/a?b=%C0%80", "b")]
    [InlineData("/a%ff?b=1", "path")]
    [InlineData("/%00", "path")]
    public void The_invalid_parameter_is_named(string target, string? field) => AddressRule.Fault(target)?.Errors!.Keys.Single().ShouldBe(field);

    [Fact]
    public void Every_request_target_is_accepted_or_refused() => Prop.ForAll(Given.Text.ToArbitrary(), text => AddressRule.Fault("/" + text)?.Status.ShouldBe(400)).Check(s_many);
}
