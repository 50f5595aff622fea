using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Platform.Maintenance.Ages;
using Platform.Maintenance.Failures;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Maintenance.Ages;

public sealed class CertificateAgesTests
{
    [Fact]
    public void The_end_of_a_certificate_is_read_from_its_file()
    {
        using var folder = new TemporaryFolder();
        var end = new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(end.AddYears(-1), end);
        File.WriteAllText(folder.File("tls.crt"), certificate.ExportCertificatePem());

        New(folder.File("tls.crt")).Read().ShouldBe([(folder.File("tls.crt"), end)]);
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("tls.crt"), "no certificate");

        Should.Throw<MaintenanceException>(() => New(folder.File("tls.crt")).Read()).Message.ShouldContain("tls.crt");
        Should.Throw<MaintenanceException>(() => New(folder.File("no.crt")).Read()).Message.ShouldContain("no.crt");
    }

    private static CertificateAges New(string file) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new("Ages:Certificates:0", file)]).Build());
}
