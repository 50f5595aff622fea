using FsCheck;
using FsCheck.Fluent;
using Platform.ApiGateway.Inputs;
using Platform.Client.Consuming;
using Shouldly;
using Xunit;

namespace Platform.Unit.Client.Consuming;

public sealed class FailureReasonTests
{
    [Fact]
    public void The_API_accepts_the_reason_of_any_exception() => Prop.ForAll(TextSamples.Any.ToArbitrary(), text =>
    {
        var reason = FailureReason.Of(new InvalidOperationException(text));
        TextRule.Normalise(reason, out var normal).ShouldBeNull();
        normal.Length.ShouldBeInRange(1, FailureReason.MaxLength);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("It is closed.", "It is closed.")]
    [InlineData("", nameof(InvalidOperationException))]
    [InlineData("\0\uffff", nameof(InvalidOperationException))]
    [InlineData("a\0b", "ab")]
    public void A_reason_is_what_the_exception_says_or_its_type(string message, string reason) =>
        FailureReason.Of(new InvalidOperationException(message)).ShouldBe(reason);

    [Theory]
    [InlineData("x")]
    [InlineData("\ud83d\ude00")]
    [InlineData("\u0958")]
    public void Long_messages_are_truncated_between_characters(string character)
    {
        var reason = FailureReason.Of(new InvalidOperationException("y" + string.Concat(Enumerable.Repeat(character, 1_000))));
        TextRule.Normalise(reason, out var normal).ShouldBeNull();
        normal.ShouldBe(reason);
        reason.Length.ShouldBeInRange(FailureReason.MaxLength - 1, FailureReason.MaxLength);
    }
}
