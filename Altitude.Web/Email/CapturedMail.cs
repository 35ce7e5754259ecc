using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Altitude.Web.Email;

/// <summary>A mail that the demo kept instead of sending it.</summary>
/// <param name="Workspace">Slug.</param>
/// <param name="Links">The addresses in its text, in order.</param>
/// <param name="SentAt">UTC.</param>
public sealed record CapturedEmail(
    Guid Id,
    string Workspace,
    string From,
    string To,
    string Subject,
    string Text,
    string Html,
    IReadOnlyList<string> Links,
    DateTimeOffset SentAt
);

/// <summary>The demo's letter box: a folder with one small file a mail, bounded; several nodes may share it.</summary>
public sealed partial class CapturedMail(string folder, TimeProvider pace)
{
    public const int Most = 500;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task KeepAsync(CapturedEmail mail, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); // Links that open stand in it.
        }

        // Names sort by when the mail came, and a reader never meets half a file.
        var name = Path.Combine(folder, $"{pace.GetUtcNow().UtcTicks.ToString("D19", CultureInfo.InvariantCulture)}-{Guid.CreateVersion7():N}");
        await File.WriteAllTextAsync(name + ".new", JsonSerializer.Serialize(mail, Json), cancellationToken);
        File.Move(name + ".new", name + ".json");
        foreach (var old in Files().Skip(Most))
        {
            File.Delete(old); // Another node may have been first; then nothing happens.
        }
    }

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<CapturedEmail>> ReadAsync(CancellationToken cancellationToken)
    {
        List<CapturedEmail> mails = [];
        foreach (var file in Files().Take(Most))
        {
            try
            {
                mails.Add(JsonSerializer.Deserialize<CapturedEmail>(await File.ReadAllTextAsync(file, cancellationToken), Json)!); // Written above; never the JSON null.
            }
            catch (FileNotFoundException)
            {
                // Dropped between the listing and now.
            }
        }

        return mails;
    }

    public async Task<CapturedEmail?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).FirstOrDefault(m => m.Id == id);

    /// <summary>Empties the box: the demo begins again.</summary>
    public void Clear()
    {
        foreach (var file in Files())
        {
            File.Delete(file);
        }
    }

    public static IReadOnlyList<string> LinksIn(string text) => [.. Address().Matches(text).Select(m => m.Value.TrimEnd('.', ',', ')'))];

    private IEnumerable<string> Files() =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json").OrderByDescending(Path.GetFileName, StringComparer.Ordinal) : [];

    [GeneratedRegex(@"https?://[^\s<>""]+")]
    private static partial Regex Address();
}

/// <summary>Puts mails into the demo's letter box.</summary>
internal sealed class CapturingEmailSender(CapturedMail box) : IEmailSender
{
    public Task SendAsync(EmailMessage message, CancellationToken cancellationToken) =>
        box.KeepAsync(
            new CapturedEmail(
                message.Id,
                message.Workspace,
                message.FromName,
                message.ToAddress,
                message.Subject,
                message.Text,
                message.Html,
                CapturedMail.LinksIn(message.Text),
                message.At
            ),
            cancellationToken
        );
}
