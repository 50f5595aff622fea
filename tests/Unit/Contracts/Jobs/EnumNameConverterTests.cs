using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Contracts.Jobs;

public sealed class EnumNameConverterTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("\"1\"")]
    [InlineData("[\"low\",\"high\"]")]
    [InlineData("\"urgent\"")]
    public void Anything_but_a_name_is_refused_with_the_path_of_the_field(string value) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Dictionary<string, JobPriority>>($$"""{"priority":{{value}}}""")).Path.ShouldBe("$.priority");

    [Fact]
    public void Names_are_read_and_written()
    {
        JsonSerializer.Deserialize<JobPriority>("\"high\"").ShouldBe(JobPriority.High);
        JsonSerializer.Serialize(JobPriority.High).ShouldBe("\"high\"");
    }

    [Fact]
    public void Every_enum_of_the_contracts_that_is_sent_as_JSON_is_a_name()
    {
        // Calls between services send numbers of their own, by Protocol Buffers.
        var enums = typeof(JobPriority).Assembly.GetExportedTypes()
            .Where(type => type.IsEnum && type != typeof(FailureSide) && type.Namespace != typeof(Actor).Namespace).ToList();

        enums.Count.ShouldBeGreaterThan(5);
        enums.Where(type => type.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is not { IsGenericType: true } converter
                || converter.GetGenericTypeDefinition() != typeof(EnumNameConverter<>))
            .ShouldBeEmpty();
    }
}
