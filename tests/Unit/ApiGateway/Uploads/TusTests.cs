using Platform.ApiGateway.Uploads;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Uploads;

public sealed class TusTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("filename dGFsay53YXY=", 1)]
    [InlineData("filename dGFsay53YXY=,is_confidential", 2)]
    [InlineData("a YQ==, b Yg==", 2)]
    [InlineData("a !", -1)]
    [InlineData(",", -1)]
    [InlineData("a YQ==,a Yg==", -1)]
    public void Upload_metadata_is_parsed(string header, int count)
    {
        var metadata = Tus.ReadMetadata(header);
        (metadata?.Count ?? -1).ShouldBe(count);
    }
}
