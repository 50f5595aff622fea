using Platform.Frontend.Uploads;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Uploads;

public sealed class UploadForwardingEndpointsTests
{
    [Theory]
    [InlineData("https://api.example/api/v1/uploads/42", "/uploads/42")]
    [InlineData("/api/v1/uploads/42", "/uploads/42")]
    public void Addresses_of_uploads_become_those_of_this_origin(string there, string here) => UploadForwardingEndpoints.ToOwnPath(there).ShouldBe(here);
}
