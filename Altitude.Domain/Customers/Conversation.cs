using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Customers;

/// <summary>What a customer and the company write each other: about one job, or in general. There is one for each.</summary>
public sealed class Conversation : Entity, IWorkspaceOwned
{
    private const int LongestExcerpt = 160;

    private Conversation() { }

    public Id<Conversation> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }

    /// <summary>Null: it is about nothing in particular, and every contact of the customer reads it.</summary>
    public Id<Job>? JobId { get; private init; }

    /// <summary>Who of the company answers; null: whoever plans the work.</summary>
    public Id<StaffMember>? AssigneeId { get; private set; }

    /// <summary>UTC; since when the customer waits for an answer; null: nobody waits.</summary>
    public DateTimeOffset? WaitsSince { get; private set; }

    /// <summary>Number of the last message; 0: there is none yet.</summary>
    public int LastNumber { get; private set; }

    /// <summary>How many of them the company wrote.</summary>
    public int FromCompany { get; private set; }

    /// <summary>How many of the customer's nobody of the company has read.</summary>
    public int OfficeUnread { get; private set; }

    /// <summary>Through which number somebody of the company has read.</summary>
    public int OfficeReadThrough { get; private set; }

    /// <summary>UTC; when the last one was written.</summary>
    public DateTimeOffset LastAt { get; private set; }
    public string LastAuthor { get; private set; } = "";
    public bool IsLastFromCustomer { get; private set; }

    /// <summary>The beginning of the last one; empty: it was files alone.</summary>
    public string LastExcerpt { get; private set; } = "";

    /// <param name="job">The customer's; null: about nothing in particular.</param>
    public static Conversation Begin(Id<Conversation> id, Id<Workspace> workspace, Id<Customer> customer, Id<Job>? job, DateTimeOffset now) =>
        new()
        {
            Id = id,
            WorkspaceId = workspace,
            CustomerId = customer,
            JobId = job,
            LastAt = now,
        };

    /// <exception cref="RuleViolation">Nothing is written and nothing enclosed, or too much of it.</exception>
    public Message Write(Id<Message> id, MessageAuthor by, string text, int files, DateTimeOffset now)
    {
        var said = text.Trim();
        RuleViolation.Unless(files <= Message.MostFiles, MessageRules.Files, $"Send at most {Message.MostFiles} files with a message.");
        RuleViolation.Unless(said.Length > 0 || files > 0, MessageRules.Empty, "Write something, or choose a file.");
        RuleViolation.Unless(
            PlainText.Fits(said, Message.Longest),
            MessageRules.Text,
            said.Length > Message.Longest
                ? "A message has at most 4,000 characters. Send the rest in a second one."
                : "This text holds something that cannot be kept. Type it again."
        );
        LastNumber++;
        (LastAt, LastAuthor, IsLastFromCustomer, LastExcerpt) = (now, by.Name, by.IsCustomer, Excerpt(said));
        if (by.IsCustomer)
        {
            WaitsSince ??= now;
            OfficeUnread++;
        }
        else
        {
            WaitsSince = null;
            FromCompany++;
            (OfficeUnread, OfficeReadThrough) = (0, LastNumber); // Who answers has read what was asked.
        }

        Raise(new MessageWritten(this, by, id, LastExcerpt, files));
        return new Message(id, this, LastNumber, by, said, now);
    }

    /// <summary>Somebody of the company has read it.</summary>
    /// <param name="through">Number of the last message that was before them.</param>
    /// <param name="later">How many of the customer's came after that.</param>
    public void NoteOfficeRead(string by, int through, int later)
    {
        if (through > OfficeReadThrough && through <= LastNumber)
        {
            (OfficeReadThrough, OfficeUnread) = (through, later);
            Raise(new MessagesRead(this, by));
        }
    }

    /// <summary>A contact of the customer has read it.</summary>
    public void NoteRead(string by) => Raise(new MessagesRead(this, by));

    /// <param name="staff">Null: nobody in particular.</param>
    public void Assign(Id<StaffMember>? staff, string? name)
    {
        if (staff != AssigneeId)
        {
            AssigneeId = staff;
            Raise(new ConversationChanged("conversation.assigned", this, name ?? "nobody"));
        }
    }

    /// <summary>It needs no answer, or was answered otherwise: on the phone.</summary>
    public void Settle(string by)
    {
        if (WaitsSince is not null)
        {
            WaitsSince = null;
            Raise(new ConversationChanged("conversation.settled", this, by));
        }
    }

    /// <summary>It needs an answer after all.</summary>
    public void Reopen(string by, DateTimeOffset now)
    {
        if (WaitsSince is null)
        {
            WaitsSince = now;
            Raise(new ConversationChanged("conversation.reopened", this, by));
        }
    }

    /// <summary>Cut between characters, never within one; on one line.</summary>
    private static string Excerpt(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= LongestExcerpt)
        {
            return line;
        }

        var end = LongestExcerpt - 1;
        return line[..(char.IsHighSurrogate(line[end - 1]) ? end - 1 : end)] + "…";
    }
}

/// <summary>One message, never changed.</summary>
public sealed class Message : IWorkspaceOwned
{
    /// <summary>Characters.</summary>
    public const int Longest = 4_000;

    public const int MostFiles = 5;

    private Message() { }

    internal Message(Id<Message> id, Conversation conversation, int number, MessageAuthor by, string text, DateTimeOffset at)
    {
        (Id, WorkspaceId, ConversationId, Number) = (id, conversation.WorkspaceId, conversation.Id, number);
        (IsFromCustomer, AuthorId, AuthorName, Text, At) = (by.IsCustomer, by.Id, by.Name, text, at);
    }

    public Id<Message> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Conversation> ConversationId { get; private init; }

    /// <summary>1 for the first of its conversation.</summary>
    public int Number { get; private init; }
    public bool IsFromCustomer { get; private init; }

    /// <summary>A contact, or a member of staff.</summary>
    public Guid AuthorId { get; private init; }
    public string AuthorName { get; private init; } = "";

    /// <summary>Empty only where files came alone.</summary>
    public string Text { get; private init; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; private init; }
}

/// <summary>How far one person has read a conversation, on a screen that they looked at. Scanners and previews make none.</summary>
public sealed class ReadMark : IWorkspaceOwned
{
    private ReadMark() { }

    public ReadMark(
        Id<Workspace> workspace,
        Id<Conversation> conversation,
        Guid person,
        bool isCustomer,
        string name,
        int through,
        int othersRead,
        DateTimeOffset at
    ) =>
        (WorkspaceId, ConversationId, PersonId, IsCustomer, Name, Through, OthersRead, At) = (
            workspace,
            conversation,
            person,
            isCustomer,
            name,
            through,
            othersRead,
            at
        );

    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Conversation> ConversationId { get; private init; }

    /// <summary>A contact, or a member of staff.</summary>
    public Guid PersonId { get; private init; }
    public bool IsCustomer { get; private init; }
    public string Name { get; private init; } = "";

    /// <summary>Number of the last message that was before them.</summary>
    public int Through { get; private init; }

    /// <summary>How many of the other side's they have read by then.</summary>
    public int OthersRead { get; private init; }

    /// <summary>UTC; the last time.</summary>
    public DateTimeOffset At { get; private init; }
}

/// <summary>Who writes.</summary>
/// <param name="IsCustomer">A contact, else somebody of the company.</param>
public sealed record MessageAuthor(Guid Id, string Name, bool IsCustomer);

/// <summary>Which conversations a contact reads.</summary>
public static class ConversationRights
{
    /// <summary>What is said about the work is for those who may see the work; the customer's general conversation is for all of its contacts.</summary>
    public static bool MayReadOfJobs(this ContactRights rights) => rights.MaySeeEstimates();
}

/// <summary>Rule codes of messages.</summary>
public static class MessageRules
{
    public const string Empty = "message.empty";
    public const string Text = "message.text";
    public const string Files = "message.files";
    public const string Missing = "message.missing";
}

/// <summary>Somebody wrote. What is said about a job has a kind of its own: not every contact may read it.</summary>
public sealed record MessageWritten : DomainEvent
{
    public const string FromCompany = "message.sent";
    public const string FromCustomer = "message.received";
    public const string FromCompanyOnJob = "job-message.sent";
    public const string FromCustomerOnJob = "job-message.received";

    internal MessageWritten(Conversation conversation, MessageAuthor by, Id<Message> message, string excerpt, int files)
        : base(KindOf(conversation.JobId is not null, by.IsCustomer), conversation.Id.Value)
    {
        (Customer, Job) = (conversation.CustomerId.Value, conversation.JobId?.Value);
        Details = new Dictionary<string, string>
        {
            ["by"] = by.Name,
            ["text"] = excerpt,
            ["message"] = message.ToString(),
            ["files"] = files.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    public override IReadOnlyDictionary<string, string> Details { get; }

    /// <summary>Whether a line of this kind says that somebody wrote.</summary>
    public static bool Is(string kind) => kind is FromCompany or FromCustomer or FromCompanyOnJob or FromCustomerOnJob;

    private static string KindOf(bool isOnJob, bool isCustomer) =>
        (isOnJob, isCustomer) switch
        {
            (true, true) => FromCustomerOnJob,
            (true, false) => FromCompanyOnJob,
            (false, true) => FromCustomer,
            _ => FromCompany,
        };
}

/// <summary>Somebody read what the other side wrote. Of no job: its history is about the work.</summary>
public sealed record MessagesRead : DomainEvent
{
    internal MessagesRead(Conversation conversation, string by)
        : base("conversation.read", conversation.Id.Value)
    {
        Customer = conversation.CustomerId.Value;
        Details = new Dictionary<string, string> { ["by"] = by };
    }

    public override IReadOnlyDictionary<string, string> Details { get; }
}

/// <summary>The company arranged who answers, or that nothing more needs an answer; the customer is not told.</summary>
public sealed record ConversationChanged : DomainEvent
{
    internal ConversationChanged(string kind, Conversation conversation, string name)
        : base(kind, conversation.Id.Value)
    {
        Job = conversation.JobId?.Value;
        Details = new Dictionary<string, string> { ["name"] = name };
    }

    public override IReadOnlyDictionary<string, string> Details { get; }
}
