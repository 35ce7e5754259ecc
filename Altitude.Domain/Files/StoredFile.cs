using System.Globalization;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Files;

/// <summary>A picture or document that belongs to a customer: of a job, or of the customer as a whole. What it holds stands beside it: <see cref="FileContent"/>.</summary>
public sealed class StoredFile : Entity, IWorkspaceOwned
{
    /// <summary>Of one file, before and after it was drawn anew.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    /// <summary>For how long what was removed can be brought back; afterwards its content is forgotten.</summary>
    public static readonly TimeSpan KeptAfterRemoval = TimeSpan.FromDays(30);

    private StoredFile() { }

    public Id<StoredFile> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }

    /// <summary>Null: it is the customer's, and of no job.</summary>
    public Id<Job>? JobId { get; private init; }

    /// <summary>The message that it came with; null: it was put to the job itself.</summary>
    public Id<Message>? MessageId { get; private init; }

    /// <summary>As people know it, with an ending that says what it is: "type plate.jpg".</summary>
    public string Name { get; private init; } = "";
    public FileKind Kind { get; private init; }

    /// <summary>Bytes.</summary>
    public int Size { get; private init; }

    /// <summary>Pixels; null: it is no picture.</summary>
    public int? Width { get; private init; }
    public int? Height { get; private init; }

    /// <summary>Whether the customer brought it, or the company.</summary>
    public bool IsFromCustomer { get; private init; }

    /// <summary>The contact or the member of staff who brought it.</summary>
    public Guid AddedById { get; private init; }
    public string AddedByName { get; private init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset AddedAt { get; private init; }

    /// <summary>Whether the customer's contacts see it; else it is the company's own.</summary>
    public bool IsForCustomer { get; private init; }

    /// <summary>UTC; null while it is there.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    /// <summary>As browsers are told.</summary>
    public string MediaType => MediaTypeOf(Kind);

    public static string MediaTypeOf(FileKind kind) => kind == FileKind.Picture ? "image/jpeg" : "application/pdf";

    /// <summary>Somebody of the company adds it to a customer's job.</summary>
    /// <param name="what">As intake left it.</param>
    public static StoredFile AddToJob(Id<StoredFile> id, Job job, FileFacts what, FileAuthor by, bool isForCustomer, DateTimeOffset now)
    {
        var file = Of(id, job.WorkspaceId, job.CustomerId, job.Id, null, what, by, isForCustomer, now);
        file.Raise(new FileChanged("file.added", file, by.Name));
        return file;
    }

    /// <summary>It comes with a message, which tells of it.</summary>
    public static StoredFile Enclose(Id<StoredFile> id, Conversation conversation, Message message, FileFacts what) =>
        Of(
            id,
            conversation.WorkspaceId,
            conversation.CustomerId,
            conversation.JobId,
            message.Id,
            what,
            new FileAuthor(message.AuthorId, message.AuthorName, message.IsFromCustomer),
            isForCustomer: true,
            message.At
        );

    /// <summary>Nobody is shown it any more. Removing twice changes nothing.</summary>
    public void Remove(string by, DateTimeOffset now)
    {
        if (RemovedAt is null)
        {
            RemovedAt = now;
            Raise(new FileChanged("file.removed", this, by));
        }
    }

    /// <summary>It was not meant to be removed.</summary>
    /// <exception cref="RuleViolation">That was too long ago.</exception>
    public void Restore(string by, DateTimeOffset now)
    {
        if (RemovedAt is not { } removed)
        {
            return;
        }

        RuleViolation.Unless(now < removed + KeptAfterRemoval, FileRules.Gone, "This file was removed too long ago to be brought back.");
        RemovedAt = null;
        Raise(new FileChanged("file.restored", this, by));
    }

    private static StoredFile Of(
        Id<StoredFile> id,
        Id<Workspace> workspace,
        Id<Customer> customer,
        Id<Job>? job,
        Id<Message>? message,
        FileFacts what,
        FileAuthor by,
        bool isForCustomer,
        DateTimeOffset now
    )
    {
        RuleViolation.Unless(what.Size is > 0 and <= MostBytes, FileRules.TooLarge, FileRules.TooLargeInWords);
        return new StoredFile
        {
            Id = id,
            WorkspaceId = workspace,
            CustomerId = customer,
            JobId = job,
            MessageId = message,
            Name = FileName.Of(what.Name, what.Kind),
            Kind = what.Kind,
            Size = what.Size,
            Width = what.Width,
            Height = what.Height,
            IsFromCustomer = by.IsCustomer,
            AddedById = by.Id,
            AddedByName = by.Name,
            AddedAt = now,
            IsForCustomer = isForCustomer,
        };
    }
}

/// <summary>What a file holds, as it is handed out. Apart from <see cref="StoredFile"/>, so that lists do not read it.</summary>
public sealed class FileContent : IWorkspaceOwned
{
    private FileContent() { }

    public FileContent(StoredFile file, byte[] bytes, byte[]? thumbnail) =>
        (WorkspaceId, FileId, Bytes, Thumbnail) = (file.WorkspaceId, file.Id, bytes, thumbnail);

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<StoredFile> FileId { get; private init; }
    public byte[] Bytes { get; private init; } = [];

    /// <summary>JPEG, for lists; null: it is no picture.</summary>
    public byte[]? Thumbnail { get; private init; }
}

/// <summary>What can be kept.</summary>
public enum FileKind
{
    /// <summary>A JPEG that was drawn anew.</summary>
    Picture,

    /// <summary>As it came.</summary>
    Pdf,
}

/// <summary>What intake found out about a file.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Width">Pixels; null: it is no picture.</param>
public sealed record FileFacts(string Name, FileKind Kind, int Size, int? Width, int? Height);

/// <summary>Who brought a file.</summary>
/// <param name="IsCustomer">A contact, else somebody of the company.</param>
public sealed record FileAuthor(Guid Id, string Name, bool IsCustomer);

/// <summary>Names of files as they can be shown, saved and sent.</summary>
public static class FileName
{
    public const int Longest = 120;

    /// <summary>
    /// The last part of whatever path a browser sent, without signs that nobody sees (some turn the reading direction, and with it the ending), with the ending
    /// of what the file really is.
    /// </summary>
    public static string Of(string sent, FileKind kind)
    {
        var ending = kind == FileKind.Picture ? ".jpg" : ".pdf";
        var last = PlainText.IsWhole(sent) ? sent[(sent.LastIndexOfAny(['/', '\\']) + 1)..] : "";
        var seen = string.Concat(last.EnumerateRunes().Where(r => !IsUnseen(r)).Select(r => r.ToString())).Trim();
        var dot = seen.LastIndexOf('.');
        var stem = (dot > 0 && seen.Length - dot is >= 2 and <= 6 ? seen[..dot] : seen).Trim(' ', '.');
        if (stem.Length > Longest - ending.Length)
        {
            var end = Longest - ending.Length;
            stem = stem[..(char.IsHighSurrogate(stem[end - 1]) ? end - 1 : end)].TrimEnd();
        }

        return (
                stem.Length > 0 ? stem
                : kind == FileKind.Picture ? "photo"
                : "document"
            ) + ending;
    }

    private static bool IsUnseen(System.Text.Rune rune) =>
        System.Text.Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned;
}

/// <summary>Rule codes of files.</summary>
public static class FileRules
{
    public const string Unreadable = "file.unreadable";
    public const string TooLarge = "file.too-large";
    public const string TooMany = "file.too-many";
    public const string Missing = "file.missing";
    public const string NotYours = "file.not-yours";
    public const string Gone = "file.gone";

    public const string TooLargeInWords = "A file has at most 10 MB. Choose a smaller one.";
}

/// <summary>A file was added to a customer's records, removed or brought back.</summary>
public sealed record FileChanged : DomainEvent
{
    public FileChanged(string kind, StoredFile file, string by)
        : base(kind, file.Id.Value) =>
        (Name, By, Customer, Job) = (file.Name, by, file.IsForCustomer ? file.CustomerId.Value : null, file.JobId?.Value);

    public string Name { get; }
    public string By { get; }

    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name, ["by"] = By };
}
