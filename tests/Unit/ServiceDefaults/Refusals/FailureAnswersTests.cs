using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.Refusals;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Refusals;

public sealed class FailureAnswersTests
{
    public static TheoryData<Exception, int> Exceptions => new()
    {
        { new TimeoutException(), StatusCodes.Status503ServiceUnavailable },
        { new OperationCanceledException(), StatusCodes.Status503ServiceUnavailable },
        { new InvalidOperationException(), StatusCodes.Status500InternalServerError },
        { new FormatException(), StatusCodes.Status500InternalServerError },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Only_faults_of_this_service_are_internal_errors(Exception exception, int status) => FailureAnswers.StatusOf(exception).ShouldBe(status);
}
