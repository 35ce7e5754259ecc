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

    /// <exception cref="RuleViolation">No name, no usable address, or the address is another contact's.</exception>
    public Contact AddContact(Id<Contact> id, string name, string email, string phone, ContactRights rights)
    {
        RuleViolation.Unless(PlainText.IsFilled(name, 200), CustomerRules.ContactName, "Write the contact's name, at most 200 characters.");
        RuleViolation.Unless(PlainText.Fits(phone, 40), CustomerRules.Phone, "A phone number has at most 40 characters.");
        var address = EmailAddress.Normalise(email);
        RuleViolation.Unless(
            _contacts.All(c => c.RemovedAt is not null || c.Email != address),
            CustomerRules.ContactTwice,
            "Another contact of this customer already has that e-mail address."
        );
        var contact = new Contact(id, WorkspaceId, Id, name.Trim(), address, phone.Trim(), rights);
        _contacts.Add(contact);
        Raise(new ContactAdded(id, Id, contact.Name));
        return contact;
    }

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
}

/// <summary>A person who speaks for a customer, with an identity of their own in the portal.</summary>
public sealed class Contact : IWorkspaceOwned
{
    private Contact() { }

    internal Contact(Id<Contact> id, Id<Workspace> workspace, Id<Customer> customer, string name, string email, string phone, ContactRights rights) =>
        (Id, WorkspaceId, CustomerId, Name, Email, Phone, Rights) = (id, workspace, customer, name, email, phone, rights);

    public Id<Contact> Id { get; private init; }
    public Id<Workspace> WorkspaceId { get; private init; }
    public Id<Customer> CustomerId { get; private init; }
    public string Name { get; private set; } = "";

    /// <summary>Small letters, as <see cref="EmailAddress.Normalise"/> leaves it.</summary>
    public string Email { get; private set; } = "";
    public string Phone { get; private set; } = "";
    public ContactRights Rights { get; private set; }

    /// <summary>UTC; null while they belong to the customer.</summary>
    public DateTimeOffset? RemovedAt { get; private set; }

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
