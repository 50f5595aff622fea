using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.Refusals;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Refusals;

public sealed class FailureAnswersTests
{
    public static TheoryData<Exception, bool> Exceptions => new()
    {
        { new InputException(null, "Too many searches run at the same time: wait for some of them.", StatusCodes.Status429TooManyRequests, "rate_limited"), true },
        { new InputException("title", "This is too long."), true },
        { new BadHttpRequestException("Unexpected end of request content."), true },
        { new TimeoutException(), true },
        { new InvalidOperationException(), false },
        { new FormatException(), false },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Only_internal_faults_are_logged_as_errors(Exception exception, bool isKnown) => FailureAnswers.IsKnown(exception).ShouldBe(isKnown);
}
