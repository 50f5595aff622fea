using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Platform.Maintenance.Failures;

namespace Platform.Maintenance.Ages;

/// <summary>
/// Reads until when the certificates in the files of <c>Ages:Certificates</c> are valid. Those that a server shows to the outside are probed by the
/// blackbox exporter.
/// </summary>
internal sealed class CertificateAges(IConfiguration configuration)
{
    /// <summary>Reads the certificates.</summary>
    /// <returns>The files, and the end of the first certificate in each.</returns>
    /// <exception cref="MaintenanceException">A file is no certificate.</exception>
    public IReadOnlyList<(string File, DateTimeOffset End)> Read()
    {
        var found = new List<(string File, DateTimeOffset End)>();
        foreach (var file in configuration.GetSection("Ages:Certificates").GetChildren().Select(entry => entry.Value).OfType<string>())
        {
            try
            {
                using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
                found.Add((file, new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero)));
            }
            catch (Exception failure) when (failure is CryptographicException or IOException)
            {
                throw new MaintenanceException($"{file} of Ages:Certificates cannot be read as a certificate: {failure.Message}", failure);
            }
        }

        return found;
    }
}
