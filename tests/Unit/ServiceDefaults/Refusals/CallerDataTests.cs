using Microsoft.AspNetCore.Http;
using Npgsql;
using Platform.ServiceDefaults.Refusals;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Refusals;

public sealed class CallerDataTests
{
    [Theory]
    [InlineData("22021", null, true)]
    [InlineData("23505", "queues_name", true)]
    [InlineData("23514", "messages_phase", true)]
    [InlineData("54000", null, true)]
    [InlineData("22012", null, false)]
    [InlineData("40P01", null, false)]
    // No partition for a row: that check has no name.
    [InlineData("23514", null, false)]
    public void Errors_of_the_callers_data_are_distinguished_from_internal_ones(string sqlState, string? constraint, bool isRefusal) =>
        CallerData.IsRefusal(Error("ERROR", sqlState, constraint)).ShouldBe(isRefusal);

    // The service's role is not there before its schema is.
    [Fact]
    public void A_refused_connection_is_an_outage_and_not_a_client_error()
    {
        var refused = Error("FATAL", "22023", constraint: null);

        CallerData.IsRefusal(refused).ShouldBeFalse();
        FailureAnswers.StatusOf(refused).ShouldBe(StatusCodes.Status503ServiceUnavailable);
    }

    private static PostgresException Error(string severity, string sqlState, string? constraint) =>
        new("", severity, severity, sqlState, constraintName: constraint);
}
