using Platform.Maintenance.Backups;
using Platform.Maintenance.Failures;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Maintenance.Backups;

public sealed class BackupPassphraseTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("fifteen letters")]
    public void No_backup_is_taken_without_a_passphrase_of_sixteen_characters(string? passphrase) =>
        Should.Throw<MaintenanceException>(() => BackupPassphrase.Of(new BackupOptions { Passphrase = passphrase })).Message.ShouldContain("Backups:PassphraseFile");

    [Fact]
    public void It_may_be_in_a_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("passphrase"), "correct horse battery staple\n");

        BackupPassphrase.Of(new BackupOptions { PassphraseFile = folder.File("passphrase") }).ShouldBe("correct horse battery staple");
        Should.Throw<MaintenanceException>(() => BackupPassphrase.Of(new BackupOptions { PassphraseFile = folder.File("no") })).Message.ShouldContain("does not exist");
    }
}
