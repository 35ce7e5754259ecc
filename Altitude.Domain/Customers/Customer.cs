using Altitude.Domain.Workspaces;

namespace Altitude.Domain.Customers;

/// <summary>A household or business that the company works for, with its contacts and places.</summary>
public sealed class Customer : Entity, IWorkspaceOwned
{
    private readonly List<Contact> _contacts = [];
    private readonly List<ServiceLocation> _locations = [];

    private Customer() { }

    public Id<Customer> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public string Name { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>The customer that this one turned out to be; null: it stands for itself.</summary>
    public Id<Customer>? MergedInto { get; private set; }
    public IReadOnlyList<Contact> Contacts => _contacts;
    public IReadOnlyList<ServiceLocation> Locations => _locations;

    /// <exception cref="RuleViolation">No name.</exception>
    public static Customer Register(Id<Customer> id, Id<Workspace> workspace, string name, DateTimeOffset now)
    {
        RuleViolation.Unless(PlainText.IsFilled(name, 200), CustomerRules.Name, "Write the customer's name, at most 200 characters.");
        var customer = new Customer
        {
            Id = id,
            WorkspaceId = workspace,
            Name = name.Trim(),
            CreatedAt = now,
        };
        customer.Raise(new CustomerRegistered(id, customer.Name));
        return customer;
    }

    /// <param name="email">Empty: they are reached by phone alone; no mail goes to them, and links are handed over by other ways.</param>
    /// <param name="phoneE164">The same number as it can be compared; empty: not told.</param>
    /// <exception cref="RuleViolation">No name, no way to reach them, an unusable address, or the address is another contact's.</exception>
    public Contact AddContact(Id<Contact> id, string name, string email, string phone, ContactRights rights, string phoneE164 = "")
    {
        var address = RequireReach(name, email, phone);
        RequireOwn(address);
        var contact = new Contact(id, WorkspaceId, Id, name.Trim(), address, phone.Trim(), phoneE164, rights);
        _contacts.Add(contact);
        Raise(new ContactAdded(id, Id, contact.Name));
        return contact;
    }

    /// <summary>Corrects what is written down of a contact; their links and sessions stay.</summary>
    /// <exception cref="RuleViolation">As <see cref="AddContact"/>, or they were removed meanwhile.</exception>
    public void ChangeContact(Id<Contact> id, string name, string email, string phone, ContactRights rights, string phoneE164 = "")
    {
        var contact = ContactOf(id);
        var address = RequireReach(name, email, phone);
        if (address != contact.Email)
        {
            RequireOwn(address);
        }

        contact.Change(name.Trim(), address, phone.Trim(), phoneE164, rights);
        Raise(new ContactChanged(id, Id, contact.Name));
    }

    /// <summary>
    /// What a contact corrects of themselves. Another e-mail address is only wished for: it opens the portal, so that the company, which knows them, writes it down.
    /// </summary>
    /// <param name="wantedEmail">Empty, or the present one: it stays.</param>
    /// <exception cref="RuleViolation">As <see cref="ChangeContact"/>.</exception>
    public void CorrectOwn(Id<Contact> id, string name, string phone, string phoneE164, string wantedEmail)
    {
        var contact = ContactOf(id);
        RequireReach(name, contact.Email, phone);
        var wanted = wantedEmail.Trim().Length == 0 ? "" : EmailAddress.Normalise(wantedEmail);
        wanted = wanted == contact.Email ? "" : wanted;
        if ((contact.Name, contact.Phone) != (name.Trim(), phone.Trim()))
        {
            contact.Change(name.Trim(), contact.Email, phone.Trim(), phoneE164, contact.Rights);
            Raise(new ContactChanged(id, Id, contact.Name));
        }

        if (contact.WantedEmail != wanted)
        {
            contact.Want(wanted);
            if (wanted.Length > 0)
            {
                Raise(new ContactAsked(id, Id, contact.Name, wanted));
            }
        }
    }

    /// <summary>The company, which knows them, writes to the address that they ask for, or leaves the present one.</summary>
    /// <param name="shown">The address that was before whoever answers.</param>
    /// <exception cref="RuleViolation">They do not ask for it any more, or it is another contact's by now.</exception>
    public void AnswerEmailWish(Id<Contact> id, string shown, bool isAccepted)
    {
        var contact = ContactOf(id);
        RuleViolation.Unless(
            contact.WantedEmail.Length > 0 && contact.WantedEmail == shown,
            CustomerRules.EmailWish,
            "They do not ask for this address any more. Load the page again."
        );
        if (isAccepted)
        {
            RequireOwn(contact.WantedEmail);
            contact.Change(contact.Name, contact.WantedEmail, contact.Phone, contact.PhoneE164, contact.Rights);
        }
        else
        {
            contact.Want("");
        }

        Raise(new ContactChanged(id, Id, contact.Name));
    }

    private Contact ContactOf(Id<Contact> id) =>
        _contacts.SingleOrDefault(c => c.Id == id && c.RemovedAt is null)
        ?? throw new RuleViolation(CustomerRules.ContactMissing, "This contact does not exist any more.");

    /// <returns>The address as it is compared; empty: none.</returns>
    private static string RequireReach(string name, string email, string phone)
    {
        RuleViolation.Unless(PlainText.IsFilled(name, 200), CustomerRules.ContactName, "Write the contact's name, at most 200 characters.");
        RuleViolation.Unless(PlainText.Fits(phone, 40), CustomerRules.Phone, "A phone number has at most 40 characters.");
        return email.Trim().Length == 0 && phone.Any(char.IsAsciiDigit) ? "" : EmailAddress.Normalise(email);
    }

    private void RequireOwn(string address) =>
        RuleViolation.Unless(
            address.Length == 0 || _contacts.All(c => c.RemovedAt is not null || c.Email != address),
            CustomerRules.ContactTwice,
            "Another contact of this customer already has that e-mail address."
        );

    /// <summary>From now on this contact's links and sessions open nothing.</summary>
    public void RemoveContact(Id<Contact> id, DateTimeOffset now)
    {
        var contact =
            _contacts.SingleOrDefault(c => c.Id == id)
            ?? throw new RuleViolation(CustomerRules.ContactMissing, "This contact does not exist any more.");
        if (contact.RemovedAt is null)
        {
            contact.Remove(now);
            Raise(new ContactRemoved(id, Id, contact.Name));
        }
    }

    public ServiceLocation AddLocation(Id<ServiceLocation> id, string label, string address)
    {
        RuleViolation.Unless(
            PlainText.IsFilled(address, 400) && PlainText.Fits(label, 100),
            CustomerRules.Address,
            "Write the address, at most 400 characters."
        );
        var location = new ServiceLocation(id, WorkspaceId, Id, label.Trim(), address.Trim());
        _locations.Add(location);
        Touch();
        return location;
    }

    /// <exception cref="RuleViolation">As <see cref="AddLocation"/>, or there is no such place.</exception>
    public void ChangeLocation(Id<ServiceLocation> id, string label, string address)
    {
        var location =
            _locations.SingleOrDefault(l => l.Id == id && l.RemovedAt is null)
            ?? throw new RuleViolation(CustomerRules.LocationMissing, "This place does not exist any more.");
        RuleViolation.Unless(
            PlainText.IsFilled(address, 400) && PlainText.Fits(label, 100),
            CustomerRules.Address,
            "Write the address, at most 400 characters."
        );
        location.Change(label.Trim(), address.Trim());
        Raise(new CustomerChanged("location.changed", Id, Name));
    }

    /// <summary>No work is planned there any more; jobs and visits that were keep it. Removing twice changes nothing.</summary>
    /// <exception cref="RuleViolation">There is no such place.</exception>
    public void RemoveLocation(Id<ServiceLocation> id, DateTimeOffset now)
    {
        var location =
            _locations.SingleOrDefault(l => l.Id == id)
            ?? throw new RuleViolation(CustomerRules.LocationMissing, "This place does not exist any more.");
        if (location.RemovedAt is null)
        {
            location.Remove(now);
            Raise(new CustomerChanged("location.removed", Id, Name));
        }
    }

    /// <summary>Takes a removal back; a place that was not removed stays as it is.</summary>
    /// <exception cref="RuleViolation">There is no such place.</exception>
    public void RestoreLocation(Id<ServiceLocation> id)
    {
        var location =
            _locations.SingleOrDefault(l => l.Id == id)
            ?? throw new RuleViolation(CustomerRules.LocationMissing, "This place does not exist any more.");
        if (location.RemovedAt is not null)
        {
            location.Restore();
            Raise(new CustomerChanged("location.restored", Id, Name));
        }
    }

    /// <summary>This customer is the other one, written down twice. What belongs to it is moved by whoever asks; its history stays under its own id.</summary>
    /// <exception cref="RuleViolation">It is the same customer, or one of them was merged before.</exception>
    public void MergeInto(Customer survivor, IReadOnlyDictionary<string, int> moved)
    {
        RuleViolation.Unless(survivor.Id != Id, CustomerRules.MergeSame, "A customer cannot be merged with itself.");
        RuleViolation.Unless(
            MergedInto is null && survivor.MergedInto is null,
            CustomerRules.Merged,
            "One of these customers was merged already. Load the page again."
        );
        MergedInto = survivor.Id;
        Raise(new CustomersMerged(Id, survivor.Id, Id, Name, survivor.Name, moved));
        survivor.Raise(new CustomersMerged(survivor.Id, survivor.Id, Id, Name, survivor.Name, moved));
    }
}

/// <summary>A person who speaks for a customer, with an identity of their own in the portal.</summary>
public sealed class Contact : IWorkspaceOwned
{
    private Contact() { }

    internal Contact(
        Id<Contact> id,
        Id<Workspace> workspace,
        Id<Customer> customer,
        string name,
        string email,
        string phone,
        string phoneE164,
        ContactRights rights
    ) => (Id, WorkspaceId, CustomerId, Name, Email, Phone, PhoneE164, Rights) = (id, workspace, customer, name, email, phone, phoneE164, rights);

    public Id<Contact> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }
    public string Name { get; private set; } = "";

    /// <summary>Small letters, as <see cref="EmailAddress.Normalise"/> leaves it; empty: they have a phone number alone.</summary>
    public string Email { get; private set; } = "";

    /// <summary>As it was typed.</summary>
    public string Phone { get; private set; } = "";

    /// <summary>The same in E.164, "+13035550142"; empty: it is none, or cannot be told.</summary>
    public string PhoneE164 { get; private set; } = "";

    /// <summary>The address that they ask the company to write down; empty: they ask for none.</summary>
    public string WantedEmail { get; private set; } = "";
    public ContactRights Rights { get; private set; }

    /// <summary>UTC; null while they belong to the customer.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    /// <remarks>An address that they asked for is settled, whichever was written down.</remarks>
    internal void Change(string name, string email, string phone, string phoneE164, ContactRights rights) =>
        (Name, WantedEmail, Email, Phone, PhoneE164, Rights) = (name, email == Email ? WantedEmail : "", email, phone, phoneE164, rights);

    internal void Want(string email) => WantedEmail = email;

    internal void Remove(DateTimeOffset now) => RemovedAt = now;
}

/// <summary>What a contact may do for the customer.</summary>
public enum ContactRights
{
    /// <summary>Sees and does everything of this customer.</summary>
    Full,

    /// <summary>Sees the work and may approve or decline; no invoices of others' concern are hidden.</summary>
    Approve,

    /// <summary>Sees and pays invoices; estimates are not theirs to see.</summary>
    BillingOnly,
}

/// <summary>What each right allows.</summary>
public static class ContactRightsRules
{
    public static bool MaySeeEstimates(this ContactRights rights) => rights is ContactRights.Full or ContactRights.Approve;

    public static bool MayDecide(this ContactRights rights) => rights is ContactRights.Full or ContactRights.Approve;

    public static bool MaySeeInvoices(this ContactRights rights) => rights is ContactRights.Full or ContactRights.BillingOnly;
}

/// <summary>A place where work is done.</summary>
public sealed class ServiceLocation : IWorkspaceOwned
{
    private ServiceLocation() { }

    internal ServiceLocation(Id<ServiceLocation> id, Id<Workspace> workspace, Id<Customer> customer, string label, string address) =>
        (Id, WorkspaceId, CustomerId, Label, Address) = (id, workspace, customer, label, address);

    public Id<ServiceLocation> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }
    public string Label { get; private set; } = "";
    public string Address { get; private set; } = "";

    /// <summary>UTC; null while work may be planned there.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

    internal void Change(string label, string address) => (Label, Address) = (label, address);

    internal void Remove(DateTimeOffset now) => RemovedAt = now;

    internal void Restore() => RemovedAt = null;
}

/// <summary>E-mail addresses as ALTITUDE compares them.</summary>
public static class EmailAddress
{
    /// <summary>Trimmed, small letters.</summary>
    /// <exception cref="RuleViolation">It cannot be an address.</exception>
    public static string Normalise(string email)
    {
        var address = (email ?? "").Trim().ToLowerInvariant();
        var at = address.IndexOf('@', StringComparison.Ordinal);
        var usable =
            address.Length is >= 3 and <= 254
            && at > 0
            && at == address.LastIndexOf('@')
            && AreDotted(address[..at])
            && AreDotted(address[(at + 1)..])
            && PlainText.IsWhole(address)
            && !address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || "<>()[],;:\"\\".Contains(c, StringComparison.Ordinal));
        RuleViolation.Unless(usable, CustomerRules.Email, "Write an e-mail address, such as maria@example.com.");
        return address;
    }

    /// <summary>Words parted by single dots (RFC 5322, dot-atom).</summary>
    private static bool AreDotted(string words) => words.Split('.').All(word => word.Length > 0);
}

/// <summary>Rule codes of customers.</summary>
public static class CustomerRules
{
    public const string Missing = "customer.missing";
    public const string Name = "customer.name";
    public const string Address = "customer.address";
    public const string Email = "contact.email";
    public const string Phone = "contact.phone";
    public const string ContactName = "contact.name";
    public const string ContactTwice = "contact.twice";
    public const string ContactMissing = "contact.missing";
    public const string EmailWish = "contact.email-wish";
    public const string LocationMissing = "location.missing";
    public const string Merged = "customer.merged";
    public const string MergeSame = "customer.merge-same";
}

public sealed record CustomerRegistered : DomainEvent
{
    public CustomerRegistered(Id<Customer> customer, string name)
        : base("customer.registered", customer.Value) => Name = name;

    public string Name { get; }
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

public sealed record ContactAdded : DomainEvent
{
    public ContactAdded(Id<Contact> contact, Id<Customer> customer, string name)
        : base("contact.added", contact.Value) => (Name, Customer) = (name, customer.Value);

    public string Name { get; }
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

public sealed record ContactRemoved : DomainEvent
{
    public ContactRemoved(Id<Contact> contact, Id<Customer> customer, string name)
        : base("contact.removed", contact.Value) => (Name, Customer) = (name, customer.Value);

    public string Name { get; }
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

public sealed record ContactChanged : DomainEvent
{
    public ContactChanged(Id<Contact> contact, Id<Customer> customer, string name)
        : base("contact.changed", contact.Value) => (Name, Customer) = (name, customer.Value);

    public string Name { get; }
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

/// <summary>A contact asks the company to write to another address.</summary>
public sealed record ContactAsked : DomainEvent
{
    public ContactAsked(Id<Contact> contact, Id<Customer> customer, string name, string email)
        : base("contact.email-asked", contact.Value) => (Name, Email, Customer) = (name, email, customer.Value);

    public string Name { get; }
    public string Email { get; }
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name, ["email"] = Email };
}

public sealed record CustomerChanged : DomainEvent
{
    public CustomerChanged(string kind, Id<Customer> customer, string name)
        : base(kind, customer.Value) => (Name, Customer) = (name, customer.Value);

    public string Name { get; }
    public override IReadOnlyDictionary<string, string> Details => new Dictionary<string, string> { ["name"] = Name };
}

/// <summary>Two customers are one. Told twice: under the survivor, and under the one that went, whose open pages hear of it.</summary>
public sealed record CustomersMerged : DomainEvent
{
    public CustomersMerged(
        Id<Customer> under,
        Id<Customer> survivor,
        Id<Customer> gone,
        string goneName,
        string survivorName,
        IReadOnlyDictionary<string, int> moved
    )
        : base("customer.merged", gone.Value) =>
        (Customer, Survivor, GoneName, SurvivorName, Moved) = (under.Value, survivor, goneName, survivorName, moved);

    public Id<Customer> Survivor { get; }
    public string GoneName { get; }
    public string SurvivorName { get; }

    /// <summary>How many records of each kind went over.</summary>
    public IReadOnlyDictionary<string, int> Moved { get; }

    public override IReadOnlyDictionary<string, string> Details =>
        new Dictionary<string, string>(Moved.ToDictionary(m => m.Key, m => m.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)))
        {
            ["name"] = GoneName,
            ["into"] = SurvivorName,
            ["survivor"] = Survivor.ToString(),
        };
}
