using Altitude.Domain;
using Altitude.Domain.Files;

namespace Altitude.Web.Files;

/// <summary>A file as it came, whatever it is.</summary>
/// <param name="Name">As the browser called it; not believed, only shown, and cleaned before that.</param>
/// <param name="Open">Opens it for reading, once; whoever reads it closes it.</param>
public sealed record SentFile(string Name, Func<Stream> Open);

/// <summary>A file that can be kept: a picture drawn anew, or a PDF as it came.</summary>
/// <param name="Thumbnail">JPEG; null: it is no picture.</param>
public sealed record TakenFile(FileFacts Facts, byte[] Bytes, byte[]? Thumbnail);

/// <summary>A picture before it is cut.</summary>
/// <param name="Bytes">As it came.</param>
/// <param name="Shown">The same drawn anew, small.</param>
public sealed record UncutPicture(byte[] Bytes, ClearPicture Shown)
{
    /// <summary>Pixels of its longer side, as it is shown.</summary>
    public const int ShownSide = 480;

    internal const int MostShownBytes = 300 * 1024;
}

/// <summary>
/// Takes files of people: reads no more than is allowed, finds out by its content what each is, draws pictures anew, and refuses everything else in words.
/// Call it before the transaction, so that nobody waits for a picture.
/// </summary>
public static class FileIntake
{
    /// <summary>What a form's file field should offer; what comes is looked at all the same.</summary>
    public const string Accept = "image/jpeg,image/png,image/webp,application/pdf";

    public const string AcceptPictures = "image/jpeg,image/png,image/webp";

    /// <summary>Megabytes of one file, for hints.</summary>
    public const int MostMegabytes = StoredFile.MostBytes / (1024 * 1024);

    /// <summary>Where a PDF must end (ISO 32000-1, annex H.3, implementation note 18).</summary>
    private const int EndOfPdf = 1_024;

    /// <summary>A picture or a PDF.</summary>
    /// <exception cref="RuleViolation"><see cref="FileRules.Unreadable"/>, <see cref="FileRules.TooLarge"/>.</exception>
    public static async Task<TakenFile> ReadAsync(SentFile sent, CancellationToken cancellationToken)
    {
        var bytes = await BytesAsync(sent, cancellationToken);
        if (bytes.AsSpan().StartsWith("%PDF-"u8))
        {
            RuleViolation.Unless(
                bytes.AsSpan(Math.Max(0, bytes.Length - EndOfPdf)).LastIndexOf("%%EOF"u8) >= 0,
                FileRules.Unreadable,
                "That PDF is not whole. Save it again, then choose it again."
            );
            return new TakenFile(new FileFacts(sent.Name, FileKind.Pdf, bytes.Length, null, null), bytes, null);
        }

        return await PictureAsync(sent.Name, bytes, "That file cannot be kept. Choose a photo (JPEG, PNG or WebP) or a PDF.", cancellationToken);
    }

    /// <summary>A picture and nothing else.</summary>
    /// <exception cref="RuleViolation"><see cref="FileRules.Unreadable"/>, <see cref="FileRules.TooLarge"/>.</exception>
    public static async Task<TakenFile> ReadPictureAsync(SentFile sent, CancellationToken cancellationToken) =>
        await PictureAsync(sent.Name, await BytesAsync(sent, cancellationToken), null, cancellationToken);

    /// <summary>The middle of a picture, square, JPEG.</summary>
    /// <param name="side">Pixels.</param>
    /// <exception cref="RuleViolation">As <see cref="ReadPictureAsync"/>.</exception>
    public static async Task<byte[]> ReadSquareAsync(SentFile sent, int side, CancellationToken cancellationToken) =>
        await Pictures.EncodeSquareAsync(await BytesAsync(sent, cancellationToken), side, cancellationToken);

    /// <summary>A picture that is to be cut: as it came, and small, to be shown while it is cut.</summary>
    /// <exception cref="RuleViolation">As <see cref="ReadPictureAsync"/>.</exception>
    public static async Task<UncutPicture> ReadUncutAsync(SentFile sent, CancellationToken cancellationToken) =>
        await UncutAsync(await BytesAsync(sent, cancellationToken), cancellationToken);

    /// <inheritdoc cref="ReadUncutAsync"/>
    public static async Task<UncutPicture> UncutAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        var shown = await Pictures.EncodeClearAsync(
            bytes,
            PictureCrop.None,
            UncutPicture.ShownSide,
            UncutPicture.ShownSide,
            UncutPicture.MostShownBytes,
            fills: false,
            cancellationToken
        );
        return new UncutPicture(bytes, shown);
    }

    /// <summary>All of them, or none: the first that cannot be kept is named in the refusal.</summary>
    /// <exception cref="RuleViolation"><see cref="FileRules.TooMany"/>, or as <see cref="ReadAsync"/>.</exception>
    public static async Task<IReadOnlyList<TakenFile>> ReadAllAsync(IReadOnlyList<SentFile> sent, int most, CancellationToken cancellationToken)
    {
        RuleViolation.Unless(sent.Count <= most, FileRules.TooMany, $"Send at most {most} files at once.");
        List<TakenFile> taken = [];
        foreach (var file in sent)
        {
            try
            {
                taken.Add(await ReadAsync(file, cancellationToken));
            }
            catch (RuleViolation refused) when (sent.Count > 1)
            {
                throw new RuleViolation(refused.Rule, $"{Shown(file.Name)}: {refused.Message}");
            }
        }

        return taken;
    }

    private static async Task<byte[]> BytesAsync(SentFile sent, CancellationToken cancellationToken)
    {
        await using var file = sent.Open();
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await file.ReadAsync(buffer, cancellationToken)) > 0; )
        {
            RuleViolation.Unless(bytes.Length + read <= StoredFile.MostBytes, FileRules.TooLarge, FileRules.TooLargeInWords);
            bytes.Write(buffer, 0, read);
        }

        RuleViolation.Unless(bytes.Length > 0, FileRules.Unreadable, "That file is empty. Choose another one.");
        return bytes.ToArray();
    }

    /// <param name="otherwise">What to say of something that is no picture; null: that it is none.</param>
    private static async Task<TakenFile> PictureAsync(string name, byte[] bytes, string? otherwise, CancellationToken cancellationToken)
    {
        try
        {
            var picture = await Pictures.EncodeAsync(bytes, cancellationToken);
            return new TakenFile(
                new FileFacts(name, FileKind.Picture, picture.Jpeg.Length, picture.Width, picture.Height),
                picture.Jpeg,
                picture.Thumbnail
            );
        }
        catch (RuleViolation refused) when (refused.Rule == FileRules.Unreadable && otherwise is not null)
        {
            throw new RuleViolation(FileRules.Unreadable, otherwise);
        }
    }

    /// <summary>The name as the person knows it, whatever it ends in.</summary>
    private static string Shown(string name) => System.IO.Path.GetFileNameWithoutExtension(FileName.Of(name, FileKind.Picture));
}
