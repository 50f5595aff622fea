using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
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
    public void Every_enum_of_the_contracts_says_whether_it_is_a_name_or_a_number()
    {
        var enums = typeof(JobPriority).Assembly.GetExportedTypes().Where(type => type.IsEnum && type != typeof(FailureSide)).ToList();

        enums.Count.ShouldBeGreaterThan(7);
        enums.Where(type => type.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is not { IsGenericType: true } converter
                || (converter.GetGenericTypeDefinition() != typeof(EnumNameConverter<>) && converter.GetGenericTypeDefinition() != typeof(JsonNumberEnumConverter<>)))
            .ShouldBeEmpty();
    }
}
